const NOTHING = new Uint8Array(0);

/**
 * The unread part of an input: what earlier chunks left over and the chunk that came last, side by side.
 *
 * `bytes[at]` to `bytes[end - 1]` are unread. A chunk that meets an empty window is looked at in place; only what it
 * leaves over is copied, by `keep`. Bytes that were read are never written to again, so views of them stay valid.
 */
export class ByteWindow {
  bytes: Uint8Array = NOTHING;
  at = 0;
  end = 0;
  /** The input's offset of `bytes[0]`. */
  #base = 0;
  #owned = false;

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
      this.#owned = false;
      return;
    }
    if (!this.#owned || this.end + chunk.length > this.bytes.length) this.#move(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Takes a copy of what is unread, so that the caller of `feed` may write to its chunk again. */
  keep(): void {
    if (!this.#owned && this.at < this.end) this.#move(0);
  }

  /** A view of the next `count` unread bytes, which count as read from then on. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, Math.min(this.at + count, this.end));
    this.at += taken.length;
    return taken;
  }

  /* Room doubles, so that a line fed byte by byte costs time in proportion to its length. */
  #move(more: number): void {
    const moved = new Uint8Array(Math.max(64, 2 * (this.unread + more)));
    moved.set(this.bytes.subarray(this.at, this.end));
    this.#base += this.at;
    this.end -= this.at;
    this.at = 0;
    this.bytes = moved;
    this.#owned = true;
  }
}
