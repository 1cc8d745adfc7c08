import type { Diagnostic } from '../diagnostic.ts';
import { payloadStart, type Http2Frame } from './frame.ts';
import { headerBlockRange } from './payload.ts';

/** A diagnostic with the offsets of the connection, and the number of the frame that it points into. */
export interface PlacedDiagnostic {
  readonly frame: number;
  readonly diagnostic: Diagnostic;
}

/** Where the bytes of one header block stand: in a HEADERS or PUSH_PROMISE frame and the CONTINUATION frames behind it. */
export class BlockPlaces {
  /* One item a frame: its number, where its fragment begins in the block, and where in the connection. */
  readonly #frames: number[] = [];
  readonly #offsets: number[] = [];
  readonly #starts: number[] = [];
  /** How many bytes of the block are known. */
  length = 0;

  /** Adds the frame that carries the next fragment. `number` is the caller's own name for it. */
  add(frame: Http2Frame, number: number): void {
    const { start, end } = headerBlockRange(frame);
    this.#frames.push(number);
    this.#offsets.push(this.length);
    this.#starts.push(payloadStart(frame) + start);
    this.length += end - start;
  }

  /**
   * Turns offsets of the block into offsets of the connection. A range over several frames is cut to its part in the
   * first of them. There must be a frame.
   */
  place(diagnostic: Diagnostic): PlacedDiagnostic {
    const part = this.#find(diagnostic.start);
    const shift = (this.#starts[part] as number) - (this.#offsets[part] as number);
    const end = Math.min(diagnostic.end, this.#offsets[part + 1] ?? this.length);
    return {
      frame: this.#frames[part] as number,
      diagnostic: { ...diagnostic, start: diagnostic.start + shift, end: end + shift },
    };
  }

  /** The last fragment that begins at or before an offset: of several that begin there, the one that has the byte. */
  #find(offset: number): number {
    let low = 0;
    let high = this.#offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#offsets[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
