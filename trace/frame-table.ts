import type { Direction } from '../contract/direction.ts';
import type { Layer } from '../wire/frame.ts';
import type { FrameView } from './model.ts';

/** A list of whole numbers that grows, four bytes each. */
export class IndexList {
  #items = new Uint32Array(8);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new Uint32Array(this.length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.length++] = value;
  }

  /** The item at `at`; 0 outside the list. */
  at(at: number): number {
    return at < this.length ? (this.#items[at] as number) : 0;
  }

  /** The items as they are now; do not write to it, do not keep it over a push. */
  values(): Uint32Array {
    return this.#items.subarray(0, this.length);
  }
}

/** What a frame's row is made of; the columns below hold it in about 50 bytes. */
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

const FIRST_CAPACITY = 256;

/** Frames in columns, in the order they were completed. Rows are only ever added. */
export class FrameTable {
  length = 0;
  #capacity = FIRST_CAPACITY;
  /* Names are few, so each row keeps a number into this list. */
  readonly #kinds: { readonly layer: Layer; readonly type: string }[] = [];
  readonly #kindNumbers = new Map<Layer, Map<string, number>>();

  #t = new Float64Array(FIRST_CAPACITY);
  #tEnd = new Float64Array(FIRST_CAPACITY);
  #start = new Float64Array(FIRST_CAPACITY);
  #span = new Uint32Array(FIRST_CAPACITY);
  #length = new Uint32Array(FIRST_CAPACITY);
  #conn = new Uint32Array(FIRST_CAPACITY);
  #stream = new Int32Array(FIRST_CAPACITY);
  #exchange = new Uint32Array(FIRST_CAPACITY);
  #source = new Uint32Array(FIRST_CAPACITY);
  #sourceStart = new Float64Array(FIRST_CAPACITY);
  #sourceSpan = new Uint32Array(FIRST_CAPACITY);
  #kind = new Uint16Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);
  #direction = new Uint8Array(FIRST_CAPACITY);

  /** Adds a row and returns its index. */
  push(row: FrameRow): number {
    if (this.length === this.#capacity) this.#grow();
    const at = this.length++;
    this.#t[at] = row.t;
    this.#tEnd[at] = row.tEnd;
    this.#start[at] = row.start;
    this.#span[at] = row.end - row.start;
    this.#length[at] = row.length;
    this.#conn[at] = row.conn;
    this.#stream[at] = row.streamId;
    this.#exchange[at] = row.exchange;
    this.#source[at] = row.source;
    this.#sourceStart[at] = row.sourceStart;
    this.#sourceSpan[at] = row.sourceEnd - row.sourceStart;
    this.#kind[at] = this.#kindOf(row.layer, row.type);
    this.#flags[at] = row.flags;
    this.#direction[at] = row.direction === 'client-to-server' ? 0 : 1;
    return at;
  }

  /** Says which exchange a row belongs to, once it is known. */
  setExchange(at: number, exchange: number): void {
    this.#exchange[at] = exchange;
  }

  t(at: number): number {
    return this.#t[at] as number;
  }
  tEnd(at: number): number {
    return this.#tEnd[at] as number;
  }
  start(at: number): number {
    return this.#start[at] as number;
  }
  end(at: number): number {
    return (this.#start[at] as number) + (this.#span[at] as number);
  }
  conn(at: number): number {
    return this.#conn[at] as number;
  }
  /** -1 where the connection has no streams. */
  streamId(at: number): number {
    return this.#stream[at] as number;
  }
  /** 0 for frames of no exchange. */
  exchange(at: number): number {
    return this.#exchange[at] as number;
  }
  flags(at: number): number {
    return this.#flags[at] as number;
  }
  /** Length as the specification counts it; see `FrameView.length`. */
  lengthOf(at: number): number {
    return this.#length[at] as number;
  }
  source(at: number): number {
    return this.#source[at] as number;
  }
  sourceStart(at: number): number {
    return this.#sourceStart[at] as number;
  }
  sourceEnd(at: number): number {
    return (this.#sourceStart[at] as number) + (this.#sourceSpan[at] as number);
  }
  direction(at: number): Direction {
    return this.#direction[at] === 0 ? 'client-to-server' : 'server-to-client';
  }
  layer(at: number): Layer {
    return (this.#kinds[this.#kind[at] as number] as { layer: Layer }).layer;
  }
  type(at: number): string {
    return (this.#kinds[this.#kind[at] as number] as { type: string }).type;
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

  #grow(): void {
    this.#capacity *= 2;
    const grow = <T extends { set(from: T): void; constructor: unknown }>(column: T): T => {
      const grown = new (column.constructor as new (length: number) => T)(this.#capacity);
      grown.set(column);
      return grown;
    };
    this.#t = grow(this.#t);
    this.#tEnd = grow(this.#tEnd);
    this.#start = grow(this.#start);
    this.#span = grow(this.#span);
    this.#length = grow(this.#length);
    this.#conn = grow(this.#conn);
    this.#stream = grow(this.#stream);
    this.#exchange = grow(this.#exchange);
    this.#source = grow(this.#source);
    this.#sourceStart = grow(this.#sourceStart);
    this.#sourceSpan = grow(this.#sourceSpan);
    this.#kind = grow(this.#kind);
    this.#flags = grow(this.#flags);
    this.#direction = grow(this.#direction);
  }
}
