import type { ByteWindow } from '../byte-window.ts';

const CR = 0x0d;
const LF = 0x0a;

/** A line of a window, as indices into its bytes: the text ends at `to`, the line ending at `next`. */
export interface WindowLine {
  readonly from: number;
  readonly to: number;
  readonly next: number;
}

/** Finds the lines of a window's unread bytes one after the other; what was searched is not searched again. */
export class LineSearch {
  readonly #window: ByteWindow;
  #searched = 0;
  #lineStart = 0;

  constructor(window: ByteWindow) {
    this.#window = window;
  }

  /** How many unread bytes belong to lines that were found. */
  get found(): number {
    return this.#lineStart;
  }

  /** The next line that ends in LF, with or without CR before it; undefined until there is one. */
  next(): WindowLine | undefined {
    const window = this.#window;
    const lf = window.indexOf(LF, this.#searched);
    if (lf < 0) {
      this.#searched = window.unread;
      return undefined;
    }
    const from = window.at + this.#lineStart;
    this.#searched = this.#lineStart = lf + 1 - window.at;
    return { from, to: lf > from && window.bytes[lf - 1] === CR ? lf - 1 : lf, next: lf + 1 };
  }

  /** Starts again at the window's first unread byte. */
  restart(): void {
    this.#searched = 0;
    this.#lineStart = 0;
  }
}
