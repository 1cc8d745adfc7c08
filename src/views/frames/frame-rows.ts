import { IndexList } from '../../../trace/lists.ts';
import type { Trace } from '../../../trace/trace.ts';
import { firstFrameAfter, firstFrameAt } from '../../layout/frame-search.ts';
import type { FrameTest } from '../filter/field-kinds.ts';

/* Looking at the clock costs as much as some tests do. */
const FRAMES_PER_LOOK = 64;

/**
 * Which frames the list shows, in order: those since the last clear that pass the filter. Without a filter nothing is
 * stored, so a million frames cost nothing; with one, four bytes a match, and each frame is tested once.
 */
export class FrameRows {
  readonly #trace: Trace;
  readonly #test: FrameTest | undefined;
  #matches = new IndexList();
  #clearedAt = 0;
  #first = 0;
  #seen = 0;

  constructor(trace: Trace, test: FrameTest | undefined) {
    this.#trace = trace;
    this.#test = test;
  }

  /**
   * Takes in the frames that came since the last call, and answers with the number of rows. With a filter it stops after
   * `budgetMs`, so that the page stays awake while the bytes of a million frames are read; `isDone` says whether it got to
   * the end.
   */
  update(budgetMs = Number.POSITIVE_INFINITY): number {
    if (this.#trace.clearedAt !== this.#clearedAt) {
      this.#clearedAt = this.#trace.clearedAt;
      this.#first = firstFrameAt(this.#trace.frames, this.#clearedAt);
      this.#seen = this.#first;
      this.#matches = new IndexList();
    }
    const end = this.#trace.frames.length;
    const test = this.#test;
    const until = performance.now() + budgetMs;
    while (test && this.#seen < end && performance.now() < until) {
      const next = Math.min(end, this.#seen + FRAMES_PER_LOOK);
      for (let frame = this.#seen; frame < next; frame++)
        if (test(this.#trace, frame)) this.#matches.push(frame);
      this.#seen = next;
    }
    if (!test) this.#seen = end;
    return this.length;
  }

  /** Whether every frame has been tested. */
  get isDone(): boolean {
    return this.#seen >= this.#trace.frames.length;
  }

  /** The share of the frames that has been tested, 0 to 1. */
  get share(): number {
    const all = this.#trace.frames.length - this.#first;
    return all === 0 ? 1 : (this.#seen - this.#first) / all;
  }

  /** How many of the rows had come at the moment `t`. */
  lengthAt(t: number): number {
    const row = this.rowOf(firstFrameAfter(this.#trace.frames, t));
    return row < 0 ? -1 - row : row;
  }

  get length(): number {
    return this.#test ? this.#matches.length : this.#seen - this.#first;
  }

  /** The frame in a row. */
  frameAt(row: number): number {
    return this.#test ? this.#matches.get(row) : this.#first + row;
  }

  /** The row of a frame; for one that is not shown, where it would stand, as -1 - row. */
  rowOf(frame: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frameAt(middle) < frame) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.frameAt(low) === frame ? low : -1 - low;
  }
}
