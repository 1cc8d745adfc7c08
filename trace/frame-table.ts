import type { Direction } from '../contract/direction.ts';
import type { Layer } from '../wire/frame.ts';
import type { FrameView } from './model.ts';

/** Up to so many items a full column doubles; from then on it grows by an eighth, so that little of it stays empty. */
const LARGE = 65_536;

const larger = (capacity: number): number => capacity + (capacity < LARGE ? capacity : capacity >> 3);

/** A list of whole numbers that grows, four bytes each. */
export class IndexList {
  #items = new Uint32Array(8);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new Uint32Array(larger(this.length));
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

const FIRST_CAPACITY = 256;
const HIGH = 2 ** 32;

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
    return this.#starts.at(number - 1) + (this.#highs.get(number) ?? 0) * HIGH;
  }

  end(number: number): number {
    return this.start(number) + this.#spans.at(number - 1);
  }
}

/** Frames in columns, in the order they were completed. Rows are only ever added. */
export class FrameTable {
  length = 0;
  #capacity = FIRST_CAPACITY;
  /* Names are few, so each row keeps a number into this list. */
  readonly #kinds: { readonly layer: Layer; readonly type: string }[] = [];
  readonly #kindNumbers = new Map<Layer, Map<string, number>>();

  /* Frames that came in one chunk have one time, so each row keeps two numbers into a list of times. */
  readonly #times: number[] = [];
  #first = new Uint32Array(FIRST_CAPACITY);
  #last = new Uint32Array(FIRST_CAPACITY);
  /* The lower 32 bits of the start, and the bits above them: three bytes less than a Float64Array takes. */
  #start = new Uint32Array(FIRST_CAPACITY);
  #startHigh = new Uint8Array(FIRST_CAPACITY);
  #span = new Uint32Array(FIRST_CAPACITY);
  #length = new Uint32Array(FIRST_CAPACITY);
  #stream = new Int32Array(FIRST_CAPACITY);
  #exchange = new Uint32Array(FIRST_CAPACITY);
  #source = new Uint32Array(FIRST_CAPACITY);
  /** A number in `#inner`, or 0 where the frame stands in its source as it does in the connection. */
  #innerNumber = new Uint32Array(FIRST_CAPACITY);
  #kind = new Uint16Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);
  readonly #inner = new InnerRanges();
  /* Every source has one connection and one direction. */
  readonly #connOfSource: number[] = [];
  readonly #directionOfSource: Direction[] = [];

  /** Adds a row and returns its index. */
  push(row: FrameRow): number {
    if (this.length === this.#capacity) this.#grow();
    const at = this.length++;
    const last = this.#timeNumber(row.tEnd);
    this.#first[at] = row.t === row.tEnd ? last : this.#timeNumber(row.t);
    this.#last[at] = last;
    this.#start[at] = row.start;
    this.#startHigh[at] = row.start / HIGH;
    this.#span[at] = row.end - row.start;
    this.#length[at] = row.length;
    this.#stream[at] = row.streamId;
    this.#exchange[at] = row.exchange;
    this.#source[at] = row.source;
    this.#connOfSource[row.source] = row.conn;
    this.#directionOfSource[row.source] = row.direction;
    const isOuter = row.sourceStart === row.start && row.sourceEnd === row.end;
    this.#innerNumber[at] = isOuter ? 0 : this.#inner.add(row.sourceStart, row.sourceEnd);
    this.#kind[at] = this.#kindOf(row.layer, row.type);
    this.#flags[at] = row.flags;
    return at;
  }

  /** Says which exchange a row belongs to, once it is known. */
  setExchange(at: number, exchange: number): void {
    this.#exchange[at] = exchange;
  }

  t(at: number): number {
    return this.#times[this.#first[at] as number] as number;
  }
  tEnd(at: number): number {
    return this.#times[this.#last[at] as number] as number;
  }
  start(at: number): number {
    return (this.#start[at] as number) + (this.#startHigh[at] as number) * HIGH;
  }
  end(at: number): number {
    return this.start(at) + (this.#span[at] as number);
  }
  conn(at: number): number {
    return this.#connOfSource[this.#source[at] as number] as number;
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
    const inner = this.#innerNumber[at] as number;
    return inner === 0 ? this.start(at) : this.#inner.start(inner);
  }
  sourceEnd(at: number): number {
    const inner = this.#innerNumber[at] as number;
    return inner === 0 ? this.end(at) : this.#inner.end(inner);
  }
  direction(at: number): Direction {
    return this.#directionOfSource[this.#source[at] as number] as Direction;
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

  /** One of the last two times is asked for nearly always: that of this chunk, or of the one a frame began in. */
  #timeNumber(t: number): number {
    const times = this.#times;
    const { length } = times;
    if (times[length - 1] === t) return length - 1;
    if (times[length - 2] === t) return length - 2;
    return times.push(t) - 1;
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
    this.#capacity = larger(this.#capacity);
    const grow = <T extends { set(from: T): void; constructor: unknown }>(column: T): T => {
      const grown = new (column.constructor as new (length: number) => T)(this.#capacity);
      grown.set(column);
      return grown;
    };
    this.#first = grow(this.#first);
    this.#last = grow(this.#last);
    this.#start = grow(this.#start);
    this.#startHigh = grow(this.#startHigh);
    this.#span = grow(this.#span);
    this.#length = grow(this.#length);
    this.#stream = grow(this.#stream);
    this.#exchange = grow(this.#exchange);
    this.#source = grow(this.#source);
    this.#innerNumber = grow(this.#innerNumber);
    this.#kind = grow(this.#kind);
    this.#flags = grow(this.#flags);
  }
}
