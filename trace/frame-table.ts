import type { Direction } from '../contract/direction.ts';
import type { Layer } from '../wire/frame.ts';
import { IndexList, NumberList } from './lists.ts';
import type { FrameView } from './model.ts';

/** What a frame's row is made of; the columns below hold it in 40 bytes. A chunk adds 8 for its time, a frame inside another layer 12. */
export interface FrameRow {
  readonly conn: number;
  readonly direction: Direction;
  /** -1 where the connection has no streams. */
  readonly streamId: number;
  readonly layer: Layer;
  readonly type: string;
  readonly t: number;
  readonly tEnd: number;
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly flags: number;
  /** 0 for frames of no exchange. */
  readonly exchange: number;
  /** Where the frame stands in its own byte source (see sources.ts). */
  readonly source: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

/** A row to be filled in and handed to `push` again and again: a million short-lived objects would keep the collector busy. */
export function createRow(): { -readonly [K in keyof FrameRow]: FrameRow[K] } {
  return {
    conn: 0,
    direction: 'client-to-server',
    streamId: -1,
    layer: 'http1',
    type: '',
    t: 0,
    tEnd: 0,
    start: 0,
    end: 0,
    length: 0,
    flags: 0,
    exchange: 0,
    source: 0,
    sourceStart: 0,
    sourceEnd: 0,
  };
}

const FIRST_CAPACITY = 256;
const HIGH = 2 ** 32;
/** Rows of a page, as a power of two. Only the first page grows; the others have their whole size at once. */
const PAGE_BITS = 15;
const PAGE_ROWS = 1 << PAGE_BITS;
const IN_PAGE = PAGE_ROWS - 1;

/** Where frames inside another layer stand in their own byte source. Others stand there as in the connection. */
class InnerRanges {
  /* The lower 32 bits of the start, and the bits above them: nearly always 0, so that they need a place only when not. */
  readonly #starts = new IndexList();
  readonly #highs = new Map<number, number>();
  readonly #spans = new IndexList();

  /** Returns the number to find the range by. */
  add(start: number, end: number): number {
    this.#starts.push(start);
    this.#spans.push(end - start);
    const number = this.#starts.length;
    if (start >= HIGH) this.#highs.set(number, Math.floor(start / HIGH));
    return number;
  }

  start(number: number): number {
    return this.#starts.get(number - 1) + (this.#highs.get(number) ?? 0) * HIGH;
  }

  end(number: number): number {
    return this.start(number) + this.#spans.get(number - 1);
  }
}

/**
 * Some thousand rows. A table of one piece would be copied whenever it grows: a million rows then took three times as long
 * to add, and now and then a single one a tenth of a second.
 */
class Page {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** The lower 32 bits of the start, and the bits above them: three bytes less than a Float64Array takes. */
  readonly start: Uint32Array;
  readonly startHigh: Uint8Array;
  readonly span: Uint32Array;
  readonly length: Uint32Array;
  readonly stream: Int32Array;
  readonly exchange: Uint32Array;
  readonly source: Uint32Array;
  /** A number in the table's inner ranges, or 0 where the frame stands in its source as it does in the connection. */
  readonly inner: Uint32Array;
  readonly kind: Uint16Array;
  readonly flags: Uint8Array;

  constructor(rows: number, smaller?: Page) {
    this.first = new Uint32Array(rows);
    this.last = new Uint32Array(rows);
    this.start = new Uint32Array(rows);
    this.startHigh = new Uint8Array(rows);
    this.span = new Uint32Array(rows);
    this.length = new Uint32Array(rows);
    this.stream = new Int32Array(rows);
    this.exchange = new Uint32Array(rows);
    this.source = new Uint32Array(rows);
    this.inner = new Uint32Array(rows);
    this.kind = new Uint16Array(rows);
    this.flags = new Uint8Array(rows);
    if (!smaller) return;
    for (const name of COLUMNS) this[name].set(smaller[name]);
  }
}

const COLUMNS = [
  'first',
  'last',
  'start',
  'startHigh',
  'span',
  'length',
  'stream',
  'exchange',
  'source',
  'inner',
  'kind',
  'flags',
] as const satisfies readonly (keyof Page)[];

/** What is read outside the table: nothing. */
const NO_PAGE = new Page(0);

/** Frames in columns, in the order they were completed. Rows are only ever added. */
export class FrameTable {
  length = 0;
  #capacity = FIRST_CAPACITY;
  #pages: Page[] = [new Page(FIRST_CAPACITY)];
  /* Names are few, so each row keeps a number into this list. */
  readonly #kinds: { readonly layer: Layer; readonly type: string }[] = [];
  readonly #kindNumbers = new Map<Layer, Map<string, number>>();
  /* Frames that came in one chunk have one time, so each row keeps two numbers into a list of times. */
  readonly #times = new NumberList();
  readonly #inner = new InnerRanges();
  /* Every source has one connection and one direction. */
  readonly #connOfSource: number[] = [];
  readonly #directionOfSource: Direction[] = [];

  /** Adds a row and returns its index. */
  push(row: FrameRow): number {
    if (this.length === this.#capacity) this.#grow();
    const index = this.length++;
    const page = this.#page(index);
    const at = index & IN_PAGE;
    const last = this.#timeNumber(row.tEnd);
    page.first[at] = row.t === row.tEnd ? last : this.#timeNumber(row.t);
    page.last[at] = last;
    page.start[at] = row.start;
    page.startHigh[at] = row.start / HIGH;
    page.span[at] = row.end - row.start;
    page.length[at] = row.length;
    page.stream[at] = row.streamId;
    page.exchange[at] = row.exchange;
    page.source[at] = row.source;
    this.#connOfSource[row.source] = row.conn;
    this.#directionOfSource[row.source] = row.direction;
    const isOuter = row.sourceStart === row.start && row.sourceEnd === row.end;
    page.inner[at] = isOuter ? 0 : this.#inner.add(row.sourceStart, row.sourceEnd);
    page.kind[at] = this.#kindOf(row.layer, row.type);
    page.flags[at] = row.flags;
    return index;
  }

  /** Says which exchange a row belongs to, once it is known. */
  setExchange(at: number, exchange: number): void {
    this.#page(at).exchange[at & IN_PAGE] = exchange;
  }

  t(at: number): number {
    return this.#times.get(this.#page(at).first[at & IN_PAGE] as number);
  }
  tEnd(at: number): number {
    return this.#times.get(this.#page(at).last[at & IN_PAGE] as number);
  }
  start(at: number): number {
    return (
      (this.#page(at).start[at & IN_PAGE] as number) +
      (this.#page(at).startHigh[at & IN_PAGE] as number) * HIGH
    );
  }
  end(at: number): number {
    return this.start(at) + (this.#page(at).span[at & IN_PAGE] as number);
  }
  conn(at: number): number {
    return this.#connOfSource[this.#page(at).source[at & IN_PAGE] as number] as number;
  }
  /** -1 where the connection has no streams. */
  streamId(at: number): number {
    return this.#page(at).stream[at & IN_PAGE] as number;
  }
  /** 0 for frames of no exchange. */
  exchange(at: number): number {
    return this.#page(at).exchange[at & IN_PAGE] as number;
  }
  flags(at: number): number {
    return this.#page(at).flags[at & IN_PAGE] as number;
  }
  /** Length as the specification counts it; see `FrameView.length`. */
  lengthOf(at: number): number {
    return this.#page(at).length[at & IN_PAGE] as number;
  }
  source(at: number): number {
    return this.#page(at).source[at & IN_PAGE] as number;
  }
  sourceStart(at: number): number {
    const inner = this.#page(at).inner[at & IN_PAGE] as number;
    return inner === 0 ? this.start(at) : this.#inner.start(inner);
  }
  sourceEnd(at: number): number {
    const inner = this.#page(at).inner[at & IN_PAGE] as number;
    return inner === 0 ? this.end(at) : this.#inner.end(inner);
  }
  direction(at: number): Direction {
    return this.#directionOfSource[this.#page(at).source[at & IN_PAGE] as number] as Direction;
  }
  layer(at: number): Layer {
    return (this.#kinds[this.#page(at).kind[at & IN_PAGE] as number] as { layer: Layer }).layer;
  }
  type(at: number): string {
    return (this.#kinds[this.#page(at).kind[at & IN_PAGE] as number] as { type: string }).type;
  }

  /** Every kind of frame there is in the table, in the order they first came. */
  kinds(): readonly { readonly layer: Layer; readonly type: string }[] {
    return this.#kinds;
  }

  /** The row as an object, for showing one frame. Throws RangeError outside the table. */
  view(at: number): FrameView {
    if (!(at >= 0 && at < this.length))
      throw new RangeError(`There is no frame ${at}; the table has ${this.length}.`);
    const stream = this.streamId(at);
    const exchange = this.exchange(at);
    return {
      index: at,
      conn: this.conn(at),
      direction: this.direction(at),
      streamId: stream < 0 ? undefined : stream,
      layer: this.layer(at),
      type: this.type(at),
      t: this.t(at),
      tEnd: this.tEnd(at),
      start: this.start(at),
      end: this.end(at),
      length: this.lengthOf(at),
      flags: this.flags(at),
      exchange: exchange === 0 ? undefined : exchange,
    };
  }

  /** One of the last two times is asked for nearly always: that of this chunk, or of the one a frame began in. */
  #timeNumber(t: number): number {
    const times = this.#times;
    const { length } = times;
    if (length > 0 && times.get(length - 1) === t) return length - 1;
    if (length > 1 && times.get(length - 2) === t) return length - 2;
    times.push(t);
    return length;
  }

  #kindOf(layer: Layer, type: string): number {
    let numbers = this.#kindNumbers.get(layer);
    if (numbers === undefined) {
      numbers = new Map();
      this.#kindNumbers.set(layer, numbers);
    }
    let kind = numbers.get(type);
    if (kind === undefined) {
      kind = this.#kinds.push({ layer, type }) - 1;
      numbers.set(type, kind);
    }
    return kind;
  }

  #page(at: number): Page {
    return this.#pages[at >>> PAGE_BITS] ?? NO_PAGE;
  }

  #grow(): void {
    if (this.#capacity < PAGE_ROWS) {
      this.#capacity = Math.min(PAGE_ROWS, 2 * this.#capacity);
      this.#pages = [new Page(this.#capacity, this.#pages[0])];
      return;
    }
    this.#pages.push(new Page(PAGE_ROWS));
    this.#capacity += PAGE_ROWS;
  }
}
