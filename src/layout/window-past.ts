import type { Direction } from '../../contract/direction.ts';
import { IndexList } from '../../trace/lists.ts';
import { blockedIntervals, windowSteps, type BlockedInterval } from '../../trace/http2/windows.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstWhere } from './frame-search.ts';

/** Steps of a block, of which the extremes are kept. */
const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

/** The steps of one window in order. */
class Steps {
  readonly #frames: Trace['frames'];
  readonly #rows = new IndexList();
  readonly #values: number[] = [];
  readonly #lows: number[] = [];
  readonly #highs: number[] = [];

  constructor(frames: Trace['frames']) {
    this.#frames = frames;
  }

  get length(): number {
    return this.#values.length;
  }
  /** The frame that made the step. */
  row(at: number): number {
    return this.#rows.get(at);
  }
  t(at: number): number {
    return this.#frames.tEnd(this.#rows.get(at));
  }
  /** Bytes that may be sent from the step on. */
  value(at: number): number {
    return this.#values[at] as number;
  }

  push(row: number, value: number): void {
    const block = this.length >> BLOCK_BITS;
    this.#lows[block] = Math.min(this.#lows[block] ?? value, value);
    this.#highs[block] = Math.max(this.#highs[block] ?? value, value);
    this.#rows.push(row);
    this.#values.push(value);
  }

  /** The first step from `from` on, and before `end`, that was at `t` or later; else `end`. Near ones are found fastest. */
  firstAt(t: number, from: number, end: number): number {
    let reach = 1;
    while (from + reach < end && this.t(from + reach) < t) reach *= 2;
    const low = from + (reach >> 1);
    const high = Math.min(end, from + reach + 1);
    return low + firstWhere(Math.max(0, high - low), (at) => this.t(low + at) >= t);
  }

  /** The lowest and the highest value from step `from` up to `end`; Infinity and -Infinity when there is none. */
  range(from: number, end: number): { readonly low: number; readonly high: number } {
    let low = Infinity;
    let high = -Infinity;
    for (let at = from; at < end;) {
      const isBlock = at % BLOCK === 0 && at + BLOCK <= end;
      const block = at >> BLOCK_BITS;
      const value = this.#values[at] as number;
      low = Math.min(low, isBlock ? (this.#lows[block] as number) : value);
      high = Math.max(high, isBlock ? (this.#highs[block] as number) : value);
      at += isBlock ? BLOCK : 1;
    }
    return { low, high };
  }
}

/** Everything one window ever did. It grows with the recording: only what came since the last look is worked in. */
export class WindowPast {
  readonly steps: Steps;
  readonly #trace: Trace;
  readonly #place: readonly [conn: number, streamId: number, direction: Direction];
  #frames = 0;
  #fromRow = 0;
  #blocked: readonly BlockedInterval[] = [];

  constructor(trace: Trace, conn: number, streamId: number, direction: Direction) {
    this.#trace = trace;
    this.#place = [conn, streamId, direction];
    this.steps = new Steps(trace.frames);
  }

  /** When nothing could be sent, in order. */
  get blocked(): readonly BlockedInterval[] {
    return this.#blocked;
  }

  catchUp(): this {
    const rows = this.#trace.framesOfConnection(this.#place[0]);
    if (rows.length === this.#frames) return this;
    this.#frames = rows.length;
    for (const { row, value } of windowSteps(this.#trace, ...this.#place, this.#fromRow)) {
      this.steps.push(row, value);
    }
    this.#fromRow = (rows.at(-1) ?? -1) + 1;
    /* Most windows are never empty: going through all of their steps again would find nothing. */
    if (this.steps.range(0, this.steps.length).low <= 0) {
      this.#blocked = blockedIntervals(this.#trace, ...this.#place);
    }
    return this;
  }
}

/** Windows looked at last are kept. */
const MOST_KEPT = 128;
const pasts = new WeakMap<Trace, Map<string, WindowPast>>();

/** The past of a window up to the newest frame; see `windowSteps` for the parameters. */
export function windowPast(trace: Trace, conn: number, streamId: number, direction: Direction): WindowPast {
  let ofTrace = pasts.get(trace);
  if (!ofTrace) pasts.set(trace, (ofTrace = new Map<string, WindowPast>()));
  const key = `${conn} ${streamId} ${direction}`;
  let past = ofTrace.get(key);
  if (!past) {
    if (ofTrace.size >= MOST_KEPT) ofTrace.clear();
    ofTrace.set(key, (past = new WindowPast(trace, conn, streamId, direction)));
  }
  return past.catchUp();
}
