import { IndexList } from '../../trace/lists.ts';
import type { Exchange } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstWhere } from './frame-search.ts';

/** Which frames have a row of their own in the ladder. */
export interface KeptOptions {
  /** Which frames are shown; all without. */
  readonly test: ((trace: Trace, frame: number) => boolean) | undefined;
  /** Exchanges of which only the request is shown, by id. */
  readonly folded: ReadonlySet<number>;
  /** Whether every exchange is folded but these. */
  readonly allFolded: boolean;
  /**
   * Whether what says the same twice has rows of its own: each message as its client told it (the frame's row says so, too),
   * and DATA frames and chunks around events and messages. With `test`, that alone decides which frames are shown.
   */
  readonly carriers: boolean;
}

/** Quiet for at least so long is a gap. */
export const GAP_MS = 250;

/** The frames of a whole recording that have a row, worked out once each. */
export class KeptFrames {
  readonly #trace: Trace;
  readonly #options: KeptOptions;
  readonly #kept = new IndexList();
  #seen = 0;
  /** Kept frames, by their number, that come at least GAP_MS after the one before. */
  readonly #gaps: number[] = [];
  /** By exchange: the frames that are folded behind its request. */
  readonly #folded = new Map<number, IndexList>();
  /** Of a filter: the kept frames of each operation and connection, by their number. */
  readonly #ofOps = new Map<number, IndexList>();
  readonly #ofConns = new Map<number, IndexList>();

  constructor(trace: Trace, options: KeptOptions) {
    this.#trace = trace;
    this.#options = { ...options, folded: new Set(options.folded) };
  }

  isFor({ test, folded, allFolded, carriers }: KeptOptions): boolean {
    const own = this.#options;
    return (
      own.test === test &&
      own.allFolded === allFolded &&
      own.carriers === carriers &&
      own.folded.size === folded.size &&
      [...folded].every((id) => own.folded.has(id))
    );
  }

  /** Looks at the frames before `end` that came since the last time. */
  catchUp(end: number): void {
    const { frames, exchanges } = this.#trace;
    for (; this.#seen < end; this.#seen++) {
      const frame = this.#seen;
      if (!this.#isShown(frame)) continue;
      const number = this.#kept.length;
      if (number > 0 && frames.tEnd(frame) - this.t(number - 1) >= GAP_MS) this.#gaps.push(number);
      this.#kept.push(frame);
      if (!this.#options.test) continue;
      addTo(this.#ofConns, frames.conn(frame), number);
      const op = exchanges[frames.exchange(frame) - 1]?.op;
      if (op !== undefined) addTo(this.#ofOps, op, number);
    }
  }

  /** The frame of a number. */
  at(number: number): number {
    return this.#kept.get(number);
  }

  /** When the frame of a number was complete. */
  t(number: number): number {
    return this.#trace.frames.tEnd(this.#kept.get(number));
  }

  /** The number of the first kept frame at or behind `frame`. */
  firstFrom(frame: number): number {
    return firstWhere(this.#kept.length, (number) => this.#kept.get(number) >= frame);
  }

  /** The kept frames from number `from` + 1 up to `to` that come after a quiet time. */
  gapsWithin(from: number, to: number): readonly number[] {
    const first = firstWhere(this.#gaps.length, (at) => (this.#gaps[at] as number) > from);
    const end = firstWhere(this.#gaps.length, (at) => (this.#gaps[at] as number) >= to);
    return this.#gaps.slice(first, end);
  }

  /** How many frames of an exchange, out of these, are folded behind its request. */
  foldedBehind(exchange: number, firstFrame: number, endFrame: number): number {
    const folded = this.#folded.get(exchange);
    if (!folded) return 0;
    const before = (frame: number): number => firstWhere(folded.length, (at) => folded.get(at) >= frame);
    return before(endFrame) - before(firstFrame);
  }

  /** Whether a filter leaves anything of an operation among the kept frames from number `from` up to `to`. */
  hasOp(op: number, from: number, to: number): boolean {
    return this.#options.test === undefined || hasWithin(this.#ofOps.get(op), from, to);
  }

  /** The same of a connection. */
  hasConn(conn: number, from: number, to: number): boolean {
    return this.#options.test === undefined || hasWithin(this.#ofConns.get(conn), from, to);
  }

  #isShown(frame: number): boolean {
    const { test, folded, allFolded, carriers } = this.#options;
    const trace = this.#trace;
    if (test && !test(trace, frame)) return false;
    const id = trace.frames.exchange(frame);
    const exchange = trace.exchanges[id - 1];
    if (!exchange) return true;
    if (!carriers && !test && isCarrier(trace, frame, exchange)) return false;
    if (folded.has(id) === allFolded || frame === exchange.requestFrame) return true;
    addTo(this.#folded, id, frame);
    return false;
  }
}

function addTo(lists: Map<number, IndexList>, key: number, value: number): void {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = new IndexList()));
  list.push(value);
}

function hasWithin(list: IndexList | undefined, from: number, to: number): boolean {
  if (!list) return false;
  const first = firstWhere(list.length, (at) => list.get(at) >= from);
  return first < list.length && list.get(first) < to;
}

/** Whether a frame only carries what has rows of its own: DATA, or a chunk, around events and messages. */
function isCarrier(trace: Trace, frame: number, exchange: Exchange): boolean {
  if (exchange.carries === 'body') return false;
  const type = trace.frames.type(frame);
  const isDown = trace.frames.direction(frame) === 'server-to-client';
  if (type === 'chunk') return isDown;
  return type === 'DATA' && trace.frames.lengthOf(frame) > 0 && (isDown || exchange.carries === 'websocket');
}

const latest = new WeakMap<Trace, KeptFrames>();

/** The kept frames of a trace; those of the options asked for last are there already. */
export function keptFrames(trace: Trace, options: KeptOptions): KeptFrames {
  let kept = latest.get(trace);
  if (!kept?.isFor(options)) latest.set(trace, (kept = new KeptFrames(trace, options)));
  return kept;
}
