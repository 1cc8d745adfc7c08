/** Random numbers that a seed repeats: sfc32 of the PractRand suite, which is small, fast and good enough to fuzz with. */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Starts over: the same three numbers always give the same sequence. */
  reset(seed: number, stream: number, index: number): void {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = index | 0;
    this.#counter = Math.floor(index / 2 ** 32) + 1;
    for (let round = 0; round < 12; round++) this.next();
  }

  /** A whole number of 32 bits, not negative. */
  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** From 0 up to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Mostly a small number, sometimes one up to `limit` - 1: lengths as protocols have them. */
  length(limit: number): number {
    return this.once(8) ? this.below(limit) : this.below(Math.min(limit, 12));
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at++) out[at] = this.next();
    return out;
  }

  /** A list of up to `most` items. */
  list<T>(most: number, make: () => T): T[] {
    const out: T[] = [];
    for (let count = this.below(most + 1); count > 0; count--) out.push(make());
    return out;
  }

  /** A text of `length` characters from an alphabet. */
  text(length: number, alphabet: string): string {
    let out = '';
    for (; length > 0; length--) out += alphabet[this.below(alphabet.length)] as string;
    return out;
  }
}
