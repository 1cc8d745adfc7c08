/** Items of a page, as a power of two. Only the first page grows; the others have their whole size at once. */
const PAGE_BITS = 14;
const PAGE_ITEMS = 1 << PAGE_BITS;
const IN_PAGE = PAGE_ITEMS - 1;
const FIRST_ITEMS = 8;

/** Row numbers in rising order, to look at and not to keep: a list or a typed array. */
export interface Rows extends Iterable<number> {
  readonly length: number;
  /** The item at `index`; negative counts from the end, as in arrays. */
  at(index: number): number | undefined;
}

/*
 * Lists of numbers that only grow. They are kept in pages: a list of one piece is copied whenever it grows, and memory
 * that is touched for the first time costs a page of it more than writing all the numbers that fit in.
 */

/** Whole numbers, four bytes each. */
export class IndexList implements Rows {
  length = 0;
  #last = new Uint32Array(FIRST_ITEMS);
  readonly #pages = [this.#last];

  push(value: number): void {
    const at = this.length & IN_PAGE;
    if (at === this.#last.length || (at === 0 && this.length > 0)) this.#grow();
    this.#last[at] = value;
    this.length += 1;
  }

  /** The item at `index`, which has to be in the list. */
  get(index: number): number {
    return (this.#pages[index >>> PAGE_BITS] as Uint32Array)[index & IN_PAGE] as number;
  }

  /** The item at `index`, negative from the end; undefined outside the list. */
  at(index: number): number | undefined {
    const at = index < 0 ? this.length + index : index;
    return at >= 0 && at < this.length ? this.get(at) : undefined;
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    for (let at = 0; at < this.length; at++) yield this.get(at);
  }

  #grow(): void {
    if (this.length >= PAGE_ITEMS) {
      this.#last = new Uint32Array(PAGE_ITEMS);
      this.#pages.push(this.#last);
      return;
    }
    const larger = new Uint32Array(2 * this.length);
    larger.set(this.#last);
    this.#last = larger;
    this.#pages[0] = larger;
  }
}

/** Numbers of any size, eight bytes each. */
export class NumberList {
  length = 0;
  #last = new Float64Array(FIRST_ITEMS);
  readonly #pages = [this.#last];

  push(value: number): void {
    const at = this.length & IN_PAGE;
    if (at === this.#last.length || (at === 0 && this.length > 0)) this.#grow();
    this.#last[at] = value;
    this.length += 1;
  }

  /** The item at `index`, which has to be in the list. */
  get(index: number): number {
    return (this.#pages[index >>> PAGE_BITS] as Float64Array)[index & IN_PAGE] as number;
  }

  /** In a list of rising numbers: the last index whose value is at most `value`; 0 when there is none. What is newest is looked for most. */
  findLast(value: number): number {
    let high = this.length - 1;
    if (high >= 0 && this.get(high) <= value) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.get(middle) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(): void {
    if (this.length >= PAGE_ITEMS) {
      this.#last = new Float64Array(PAGE_ITEMS);
      this.#pages.push(this.#last);
      return;
    }
    const larger = new Float64Array(2 * this.length);
    larger.set(this.#last);
    this.#last = larger;
    this.#pages[0] = larger;
  }
}
