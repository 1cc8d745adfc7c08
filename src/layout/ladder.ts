import { IndexList } from '../../trace/frame-table.ts';
import type { Exchange } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstFrameAfter, firstFrameAt } from './frame-search.ts';
import type { TimeWindow } from './timeline-marks.ts';
import { endingWords, isTrouble } from './wires-words.ts';

/** What a client told of an operation: its own account, with its own clock. */
export interface ReportRow {
  readonly kind: 'report';
  readonly t: number;
  readonly op: number;
  /** Which of the operation's events it is. */
  readonly event: number;
}

/** Something that happened to a connection and is no frame. */
export interface ConnectionRow {
  readonly kind: 'connection';
  readonly t: number;
  readonly conn: number;
  readonly words: string;
  readonly trouble: boolean;
  /** Whether it comes before the frames of its moment: a connection is accepted before it carries anything. */
  readonly first: boolean;
}

/** A time in which nothing crossed, folded into one row, or a whole second of it. */
export interface GapRow {
  readonly kind: 'gap';
  readonly t: number;
  /** Milliseconds. */
  readonly length: number;
}

export interface FrameRow {
  readonly kind: 'frame';
  readonly t: number;
  readonly frame: number;
  /** How many rows of its exchange are folded behind it; 0 when none are. */
  readonly folded: number;
}

export type LadderRow = FrameRow | ReportRow | ConnectionRow | GapRow;

export interface LadderOptions {
  readonly window: TimeWindow;
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
  /** Whether quiet times are folded; else they take a row a second. */
  readonly foldGaps: boolean;
}

/** Quiet for at least so long is a gap. */
export const GAP_MS = 250;
const SECOND_MS = 1_000;
/** An unfolded gap has no more rows than this. */
const MOST_SECONDS = 120;

type Other = ReportRow | ConnectionRow;

/**
 * The rows of a sequence diagram in the order of time: frames by the moment they were complete at the tap, what clients
 * told by their own clocks, what happened to connections. Frames take four bytes a row, so 100,000 of them cost little.
 */
export class LadderRows {
  readonly #trace: Trace;
  readonly #rows = new IndexList();
  readonly #others: (Other | GapRow)[] = [];
  /** The frames that have a row, and where. */
  readonly #frames = new IndexList();
  readonly #places = new IndexList();
  /** By exchange: how many frames are folded behind its request. */
  readonly #foldedCounts = new Map<number, number>();

  constructor(trace: Trace, options: LadderOptions) {
    this.#trace = trace;
    const { window, foldGaps } = options;
    const { frames } = trace;
    const end = firstFrameAfter(frames, window.to);
    const seen = new Shown(options.test !== undefined);
    const kept = this.#frames;
    for (let frame = firstFrameAt(frames, window.from); frame < end; frame++) {
      if (!this.#isShown(frame, options)) continue;
      kept.push(frame);
      seen.add(trace, frame);
    }
    const others = othersIn(trace, options, seen);
    let last: number | undefined;
    let next = 0;
    const place = (t: number): void => {
      if (last !== undefined && t - last >= GAP_MS) this.#addGap(last, t, foldGaps);
      last = Math.max(last ?? t, t);
    };
    for (let at = 0; at < kept.length; at++) {
      const t = frames.tEnd(kept.at(at));
      for (; next < others.length && comesBefore(others[next] as Other, t); next++) {
        place((others[next] as Other).t);
        this.#addOther(others[next] as Other);
      }
      place(t);
      this.#places.push(this.#rows.length);
      this.#rows.push(kept.at(at) * 2);
    }
    for (const other of others.slice(next)) {
      place(other.t);
      this.#addOther(other);
    }
  }

  get length(): number {
    return this.#rows.length;
  }

  /** The row at a place. Throws RangeError outside. */
  at(place: number): LadderRow {
    if (!(place >= 0 && place < this.length))
      throw new RangeError(`There is no row ${place} of ${this.length}.`);
    const code = this.#rows.at(place);
    if (code % 2 === 1) return this.#others[(code - 1) / 2] as Other | GapRow;
    const frame = code / 2;
    const exchange = this.#trace.frames.exchange(frame);
    const isRequest = this.#trace.exchanges[exchange - 1]?.requestFrame === frame;
    return {
      kind: 'frame',
      t: this.#trace.frames.tEnd(frame),
      frame,
      folded: isRequest ? (this.#foldedCounts.get(exchange) ?? 0) : 0,
    };
  }

  /** The place of a frame; of a frame that has no row, that of the last one before it. -1 when there is none. */
  placeOf(frame: number): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#frames.at(middle) <= frame) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : this.#places.at(low - 1);
  }

  /** The first row at `t` or later; the length when there is none. */
  placeAt(t: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).t < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isShown(frame: number, { test, folded, allFolded, carriers }: LadderOptions): boolean {
    const trace = this.#trace;
    if (test && !test(trace, frame)) return false;
    const id = trace.frames.exchange(frame);
    const exchange = trace.exchanges[id - 1];
    if (!exchange) return true;
    if (!carriers && !test && isCarrier(trace, frame, exchange)) return false;
    if (folded.has(id) === allFolded || frame === exchange.requestFrame) return true;
    this.#foldedCounts.set(id, (this.#foldedCounts.get(id) ?? 0) + 1);
    return false;
  }

  #addOther(other: Other | GapRow): void {
    this.#rows.push(this.#others.push(other) * 2 - 1);
  }

  #addGap(from: number, to: number, fold: boolean): void {
    const first = Math.ceil(from / SECOND_MS) * SECOND_MS;
    if (fold || (to - first) / SECOND_MS > MOST_SECONDS || first >= to) {
      this.#addOther({ kind: 'gap', t: from, length: to - from });
      return;
    }
    for (let t = first; t < to; t += SECOND_MS) this.#addOther({ kind: 'gap', t, length: SECOND_MS });
  }
}

function comesBefore(other: Other, t: number): boolean {
  return other.t < t || (other.t === t && other.kind === 'connection' && other.first);
}

/** Whether a frame only carries what has rows of its own: DATA, or a chunk, around events and messages. */
function isCarrier(trace: Trace, frame: number, exchange: Exchange): boolean {
  if (exchange.carries === 'body') return false;
  const type = trace.frames.type(frame);
  const isDown = trace.frames.direction(frame) === 'server-to-client';
  if (type === 'chunk') return isDown;
  return type === 'DATA' && trace.frames.lengthOf(frame) > 0 && (isDown || exchange.carries === 'websocket');
}

/** Which operations and connections a filter leaves something of. */
class Shown {
  readonly #limited: boolean;
  readonly #ops = new Set<number>();
  readonly #conns = new Set<number>();

  constructor(limited: boolean) {
    this.#limited = limited;
  }

  add(trace: Trace, frame: number): void {
    if (!this.#limited) return;
    this.#conns.add(trace.frames.conn(frame));
    const op = trace.exchanges[trace.frames.exchange(frame) - 1]?.op;
    if (op !== undefined) this.#ops.add(op);
  }

  hasOp(op: number): boolean {
    return !this.#limited || this.#ops.has(op);
  }

  hasConn(conn: number): boolean {
    return !this.#limited || this.#conns.has(conn);
  }
}

function othersIn(trace: Trace, { window, carriers }: LadderOptions, shown: Shown): Other[] {
  const others: Other[] = [];
  const isIn = (t: number | undefined): t is number =>
    t !== undefined && t >= window.from && t <= window.to && t >= trace.clearedAt;
  for (const { id, events } of trace.operations.values()) {
    if (!shown.hasOp(id)) continue;
    for (const [event, { t, event: name }] of events.entries()) {
      if (isIn(t) && (carriers || name !== 'message')) others.push({ kind: 'report', t, op: id, event });
    }
  }
  for (const connection of trace.connections.values()) {
    const { id: conn, openedAt, readyAt, tls, closed } = connection;
    if (!shown.hasConn(conn)) continue;
    const add = (t: number | undefined, words: string, trouble?: boolean): void => {
      const first = trouble === undefined;
      if (isIn(t)) others.push({ kind: 'connection', t, conn, words, trouble: trouble ?? false, first });
    };
    add(openedAt, `connection ${conn} accepted`);
    if (tls)
      add(
        readyAt,
        `connection ${conn}: TLS ready, ${tls.version}${tls.alpn ? `, ALPN chose ${tls.alpn}` : ''}`,
      );
    if (closed) add(closed.t, `connection ${conn} ${endingWords(closed)}`, isTrouble(closed));
  }
  return others.sort((a, b) => a.t - b.t);
}
