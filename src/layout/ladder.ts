import type { Operation } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstFrameAfter, firstFrameAt, firstWhere } from './frame-search.ts';
import { GAP_MS, keptFrames, type KeptFrames, type KeptOptions } from './ladder-frames.ts';
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

export interface LadderOptions extends KeptOptions {
  readonly window: TimeWindow;
  /** Whether quiet times are folded; else they take a row a second. */
  readonly foldGaps: boolean;
}

const SECOND_MS = 1_000;
/** An unfolded gap has no more rows than this. */
const MOST_SECONDS = 120;

type Other = ReportRow | ConnectionRow;

/**
 * The rows of a sequence diagram in the order of time: frames by the moment they were complete at the tap, what clients
 * told by their own clocks, what happened to connections. A row of a frame is not kept: it follows from its place among the
 * frames that are shown, which a trace keeps from one look to the next, and from the few rows that stand between them.
 */
export class LadderRows {
  readonly #trace: Trace;
  readonly #kept: KeptFrames;
  /** The frames of the window: numbers into the kept ones. */
  readonly #from: number;
  readonly #to: number;
  /** What stands between frames, and before which of them. */
  readonly #inserted: (Other | GapRow)[] = [];
  readonly #before: number[] = [];
  readonly #firstFrame: number;
  readonly #endFrame: number;

  constructor(trace: Trace, options: LadderOptions) {
    this.#trace = trace;
    const { window } = options;
    this.#kept = keptFrames(trace, options);
    this.#firstFrame = firstFrameAt(trace.frames, window.from);
    this.#endFrame = firstFrameAfter(trace.frames, window.to);
    this.#kept.catchUp(this.#endFrame);
    this.#from = this.#kept.firstFrom(this.#firstFrame);
    this.#to = Math.max(this.#from, this.#kept.firstFrom(this.#endFrame));
    const others = othersIn(trace, options, this.#kept, this.#from, this.#to);
    this.#insert(others, options.foldGaps);
  }

  get length(): number {
    return this.#to - this.#from + this.#inserted.length;
  }

  /** The row at a place. Throws RangeError outside. */
  at(place: number): LadderRow {
    if (!(place >= 0 && place < this.length))
      throw new RangeError(`There is no row ${place} of ${this.length}.`);
    const behind = this.#insertedUntil((at) => this.#placeOfInserted(at) <= place);
    if (behind > 0 && this.#placeOfInserted(behind - 1) === place)
      return this.#inserted[behind - 1] as Other | GapRow;
    const frame = this.#kept.at(this.#from + place - behind);
    const exchange = this.#trace.frames.exchange(frame);
    const isRequest = this.#trace.exchanges[exchange - 1]?.requestFrame === frame;
    return {
      kind: 'frame',
      t: this.#trace.frames.tEnd(frame),
      frame,
      folded: isRequest ? this.#kept.foldedBehind(exchange, this.#firstFrame, this.#endFrame) : 0,
    };
  }

  /** The place of a frame; of a frame that has no row, that of the last one before it. -1 when there is none. */
  placeOf(frame: number): number {
    const kept = Math.min(this.#to, this.#kept.firstFrom(frame + 1)) - 1;
    if (kept < this.#from) return -1;
    return kept - this.#from + this.#insertedUntil((at) => (this.#before[at] as number) <= kept);
  }

  /** The first row at `t` or later; the length when there is none. */
  placeAt(t: number): number {
    return firstWhere(this.length, (place) => this.at(place).t >= t);
  }

  #placeOfInserted(at: number): number {
    return (this.#before[at] as number) - this.#from + at;
  }

  #insertedUntil(isBefore: (at: number) => boolean): number {
    return firstWhere(this.#inserted.length, (at) => !isBefore(at));
  }

  /** Puts what is no frame between the frames, and a gap wherever two rows that follow each other are far apart. */
  #insert(others: readonly Other[], foldGaps: boolean): void {
    const kept = this.#kept;
    let next = 0;
    const quiet = kept.gapsWithin(this.#from, this.#to);
    for (let gap = 0; next < others.length || gap < quiet.length;) {
      /* The next frame before which something stands. */
      const other = others[next];
      const place = other ? this.#placeFor(other) : this.#to;
      const at = Math.min(place, quiet[gap] ?? this.#to);
      let last = at > this.#from ? kept.t(at - 1) : undefined;
      const pass = (t: number): void => {
        if (last !== undefined && t - last >= GAP_MS) this.#addGap(at, last, t, foldGaps);
        last = Math.max(last ?? t, t);
      };
      for (; next < others.length && this.#placeFor(others[next] as Other) <= at; next++) {
        pass((others[next] as Other).t);
        this.#add(at, others[next] as Other);
      }
      if (at < this.#to) pass(kept.t(at));
      while (gap < quiet.length && (quiet[gap] as number) <= at) gap += 1;
    }
  }

  /** The frame that something comes before, as a number into the kept ones. */
  #placeFor(other: Other): number {
    const { t } = other;
    const isFirst = other.kind === 'connection' && other.first;
    const count = this.#to - this.#from;
    return (
      this.#from +
      firstWhere(count, (at) => {
        const own = this.#kept.t(this.#from + at);
        return t < own || (t === own && isFirst);
      })
    );
  }

  #add(before: number, row: Other | GapRow): void {
    this.#before.push(before);
    this.#inserted.push(row);
  }

  #addGap(before: number, from: number, to: number, fold: boolean): void {
    const first = Math.ceil(from / SECOND_MS) * SECOND_MS;
    if (fold || (to - first) / SECOND_MS > MOST_SECONDS || first >= to) {
      this.#add(before, { kind: 'gap', t: from, length: to - from });
      return;
    }
    for (let t = first; t < to; t += SECOND_MS) this.#add(before, { kind: 'gap', t, length: SECOND_MS });
  }
}

function othersIn(
  trace: Trace,
  { window, carriers }: LadderOptions,
  kept: KeptFrames,
  from: number,
  to: number,
): Other[] {
  const others: Other[] = [];
  const isIn = (t: number | undefined): t is number =>
    t !== undefined && t >= window.from && t <= window.to && t >= trace.clearedAt;
  for (const operation of trace.operations.values()) {
    const { id, events } = operation;
    if (!kept.hasOp(id, from, to)) continue;
    for (const event of carriers ? events.keys() : besidesMessages(operation)) {
      const t = events[event]?.t;
      if (isIn(t)) others.push({ kind: 'report', t, op: id, event });
    }
  }
  for (const connection of trace.connections.values()) {
    const { id: conn, openedAt, readyAt, tls, closed, exchanges } = connection;
    if (!kept.hasConn(conn, from, to)) continue;
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
    if (closed) add(closed.t, `connection ${conn} ${endingWords(closed)}`, isTrouble(closed, exchanges));
  }
  return others.sort((a, b) => a.t - b.t);
}

const told = new WeakMap<Operation, { seen: number; readonly besides: number[] }>();

/** Which of an operation's events are no messages: of a stream that runs for long, these are few. */
function besidesMessages(operation: Operation): readonly number[] {
  let known = told.get(operation);
  if (!known) told.set(operation, (known = { seen: 0, besides: [] }));
  for (; known.seen < operation.events.length; known.seen++) {
    if (operation.events[known.seen]?.event !== 'message') known.besides.push(known.seen);
  }
  return known.besides;
}
