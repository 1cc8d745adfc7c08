const NOTHING = new Uint8Array(0);
const SMALLEST_OWN = 512;
/** A longer buffer is let go of once it is read. */
const LARGEST_SPARE = 65_536;

/**
 * The unread part of an input: what earlier chunks left over and the chunk that came last, side by side.
 *
 * `bytes[at]` to `bytes[end - 1]` are unread. A chunk that meets an empty window is looked at in place; only what it
 * leaves over is copied, by `keep`. Views that `take` gave out stay valid; other views of `bytes` only until `feed`.
 */
export class ByteWindow {
  bytes: Uint8Array = NOTHING;
  at = 0;
  end = 0;
  /** The input's offset of `bytes[0]`. */
  #base = 0;
  /** The buffer that leftovers are copied to; used again unless a view of it was given out. */
  #own: Uint8Array = NOTHING;

  /** How many bytes are unread. */
  get unread(): number {
    return this.end - this.at;
  }

  /** The input's offset of the first unread byte. */
  get position(): number {
    return this.#base + this.at;
  }

  /** The input's offset behind the last byte that was fed. */
  get limit(): number {
    return this.#base + this.end;
  }

  /** The index in `bytes` of the first unread `byte`, the first `skip` unread bytes left out; -1 when there is none. */
  indexOf(byte: number, skip = 0): number {
    const from = this.at + skip;
    /* A view is needed, since the buffer may have room behind `end`; a loop is cheaper than a view for a few bytes. */
    if (this.end - from > 32) {
      const found = this.bytes.subarray(from, this.end).indexOf(byte);
      return found < 0 ? -1 : from + found;
    }
    for (let at = from; at < this.end; at++) if (this.bytes[at] === byte) return at;
    return -1;
  }

  /** Adds a chunk behind the unread bytes. Indices into `bytes` taken before count no longer. */
  feed(chunk: Uint8Array): void {
    if (this.at === this.end) {
      this.#base += this.end;
      this.bytes = chunk;
      this.at = 0;
      this.end = chunk.length;
      return;
    }
    if (this.bytes !== this.#own || this.end + chunk.length > this.bytes.length) this.#move(chunk.length);
    copy(chunk, 0, chunk.length, this.bytes, this.end);
    this.end += chunk.length;
  }

  /** Takes a copy of what is unread, so that the caller of `feed` may write to its chunk again. */
  keep(): void {
    if (this.at < this.end) {
      if (this.bytes !== this.#own) this.#move(0);
    } else if (this.#own.length > LARGEST_SPARE) this.#own = NOTHING;
  }

  /** A view of the next `count` unread bytes, which count as read from then on. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, Math.min(this.at + count, this.end));
    this.at += taken.length;
    if (this.bytes === this.#own) this.#own = NOTHING;
    return taken;
  }

  /* Room doubles, and no more is moved than was read, so that a line fed byte by byte costs time in proportion to its length. */
  #move(more: number): void {
    const { bytes, at, end, unread } = this;
    if (unread + more > this.#own.length || (bytes === this.#own && at < unread)) {
      this.#own = new Uint8Array(Math.max(SMALLEST_OWN, 2 * (unread + more)));
    }
    copy(bytes, at, end, this.#own, 0);
    this.#base += at;
    this.bytes = this.#own;
    this.at = 0;
    this.end = unread;
  }
}

/** Copies `from[start]` to `from[end - 1]`. A loop is cheaper than a view for a few bytes. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 48) to.set(start === 0 && end === from.length ? from : from.subarray(start, end), at);
  else for (let index = start; index < end; index++) to[at + index - start] = from[index] as number;
}
