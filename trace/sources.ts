import type { Direction } from '../contract/direction.ts';
import { joinBytes } from '../wire/bytes.ts';
import { NumberList } from './lists.ts';

/*
 * A byte source is a run of bytes with offsets from 0. Raw sources hold what crossed the tap in one direction of one
 * connection. Derived sources (a de-chunked body, the DATA of one stream) only remember which raw ranges they were cut from.
 */
export interface ByteSource {
  readonly id: number;
  readonly conn: number;
  readonly direction: Direction;
  /** `derived`: cut out of a raw source, byte for byte. `inflated`: made from it by undoing a content coding. */
  readonly kind: 'raw' | 'derived' | 'inflated';
  /** How many bytes the source has so far. */
  readonly length: number;
  /** The bytes of a half-open range; a view where they lie together, else a copy. Throws RangeError outside the source. */
  bytes(start: number, end: number): Uint8Array;
  /** The range of the raw source that a half-open range comes from, all that lies in between included. */
  rawRange(start: number, end: number): RawRange;
}

/** A half-open range of a raw source. */
export interface RawRange {
  readonly start: number;
  readonly end: number;
}

function checkRange(start: number, end: number, length: number): void {
  if (start < 0 || end < start || end > length) {
    throw new RangeError(`Bytes ${start} to ${end} are outside the source, which has ${length}.`);
  }
}

const FIRST_SLAB_BYTES = 1_024;
const LARGEST_SLAB_BYTES = 262_144;

/** What crossed the tap in one direction. Chunks are copied into slabs, since a million small arrays cost more than their bytes. */
export class RawSource implements ByteSource {
  readonly kind = 'raw';
  length = 0;
  readonly #slabs: Uint8Array[] = [];
  readonly #slabStarts = new NumberList();
  #lastUsed = 0;
  readonly #chunkStarts = new NumberList();
  readonly #chunkTimes = new NumberList();
  readonly id: number;
  readonly conn: number;
  readonly direction: Direction;

  constructor(id: number, conn: number, direction: Direction) {
    this.id = id;
    this.conn = conn;
    this.direction = direction;
  }

  /** Copies a chunk. Returns the copy, which stays as it is whatever becomes of `bytes`. */
  append(bytes: Uint8Array, t: number): Uint8Array {
    const start = this.length;
    this.#chunkStarts.push(start);
    this.#chunkTimes.push(t);
    let taken = 0;
    const last = this.#slabs[this.#slabs.length - 1];
    if (last !== undefined && this.#lastUsed + bytes.length <= last.length) {
      const from = this.#lastUsed;
      last.set(bytes, from);
      this.#lastUsed += bytes.length;
      this.length += bytes.length;
      return last.subarray(from, this.#lastUsed);
    }
    while (taken < bytes.length) {
      let slab = this.#slabs.at(-1);
      if (slab === undefined || this.#lastUsed === slab.length) {
        slab = new Uint8Array(Math.min(LARGEST_SLAB_BYTES, slab ? slab.length * 2 : FIRST_SLAB_BYTES));
        this.#slabs.push(slab);
        this.#slabStarts.push(this.length);
        this.#lastUsed = 0;
      }
      const part = bytes.subarray(taken, taken + slab.length - this.#lastUsed);
      slab.set(part, this.#lastUsed);
      this.#lastUsed += part.length;
      this.length += part.length;
      taken += part.length;
    }
    return this.bytes(start, this.length);
  }

  bytes(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    if (start === end) return new Uint8Array(0);
    const first = this.#slabStarts.findLast(start);
    const slab = this.#slabs[first] as Uint8Array;
    const at = start - this.#slabStarts.get(first);
    if (at + end - start <= slab.length) return slab.subarray(at, at + end - start);
    const out = new Uint8Array(end - start);
    let filled = 0;
    for (let index = first; filled < out.length; index++) {
      const from = start + filled - this.#slabStarts.get(index);
      const part = (this.#slabs[index] as Uint8Array).subarray(from, from + out.length - filled);
      out.set(part, filled);
      filled += part.length;
    }
    return out;
  }

  rawRange(start: number, end: number): RawRange {
    return { start, end };
  }

  /** When the byte at `offset` crossed the tap, in milliseconds since the recording began. */
  timeOf(offset: number): number {
    return this.#chunkTimes.get(this.#chunkStarts.findLast(offset));
  }

  /** Every chunk in order: when it crossed the tap, and its half-open range. */
  *chunks(): Generator<
    { readonly t: number; readonly start: number; readonly end: number },
    void,
    undefined
  > {
    for (let index = 0; index < this.#chunkStarts.length; index++) {
      const last = index === this.#chunkStarts.length - 1;
      const end = last ? this.length : this.#chunkStarts.get(index + 1);
      yield { t: this.#chunkTimes.get(index), start: this.#chunkStarts.get(index), end };
    }
  }

  /** When the first chunk after `t` crossed the tap, or undefined when none did. */
  chunkTimeAfter(t: number): number | undefined {
    const came = this.#chunksAt(t);
    return came < this.#chunkTimes.length ? this.#chunkTimes.get(came) : undefined;
  }

  /** When the last chunk before `t` crossed the tap, or undefined when none did. */
  chunkTimeBefore(t: number): number | undefined {
    let came = this.#chunksAt(t);
    while (came > 0 && this.#chunkTimes.get(came - 1) >= t) came -= 1;
    return came > 0 ? this.#chunkTimes.get(came - 1) : undefined;
  }

  /** How many bytes had crossed the tap at `t`. */
  lengthAt(t: number): number {
    const came = this.#chunksAt(t);
    return came < this.#chunkStarts.length ? this.#chunkStarts.get(came) : this.length;
  }

  #chunksAt(t: number): number {
    if (this.#chunkTimes.length === 0) return 0;
    const last = this.#chunkTimes.findLast(t);
    return this.#chunkTimes.get(last) <= t ? last + 1 : 0;
  }

  /** The chunk that holds the byte at `offset`: its number in this direction, and its half-open range. */
  chunkAt(offset: number): { readonly index: number; readonly start: number; readonly end: number } {
    const index = this.#chunkStarts.findLast(offset);
    const last = index === this.#chunkStarts.length - 1;
    return {
      index,
      start: this.#chunkStarts.get(index),
      end: last ? this.length : this.#chunkStarts.get(index + 1),
    };
  }
}

/** Ranges cut out of a raw source and laid end to end. */
export class DerivedSource implements ByteSource {
  readonly kind = 'derived';
  length = 0;
  readonly #starts = new NumberList();
  readonly #rawStarts = new NumberList();
  readonly id: number;
  readonly raw: RawSource;

  constructor(id: number, raw: RawSource) {
    this.id = id;
    this.raw = raw;
  }

  get conn(): number {
    return this.raw.conn;
  }
  get direction(): Direction {
    return this.raw.direction;
  }

  /** Adds the raw range that begins at `rawStart` and has `length` bytes. A range that goes on where the last ended joins it. */
  append(rawStart: number, length: number): void {
    if (length === 0) return;
    const last = this.#starts.length - 1;
    const joins =
      last >= 0 && this.#rawStarts.get(last) + (this.length - this.#starts.get(last)) === rawStart;
    if (!joins) {
      this.#starts.push(this.length);
      this.#rawStarts.push(rawStart);
    }
    this.length += length;
  }

  bytes(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    if (start === end) return new Uint8Array(0);
    let segment = this.#starts.findLast(start);
    if (end <= this.#segmentEnd(segment)) return this.#read(segment, start, end);
    const out = new Uint8Array(end - start);
    for (let at = start; at < end; segment++) {
      const to = Math.min(end, this.#segmentEnd(segment));
      out.set(this.#read(segment, at, to), at - start);
      at = to;
    }
    return out;
  }

  rawRange(start: number, end: number): RawRange {
    const from = this.#toRaw(start);
    return { start: from, end: end > start ? this.#toRaw(end - 1) + 1 : from };
  }

  /** Where the byte at `offset` lies in the raw source. For `offset` = length: just after the last byte. */
  #toRaw(offset: number): number {
    if (this.length === 0) return 0;
    if (offset >= this.length) return this.#toRaw(this.length - 1) + 1;
    const segment = this.#starts.findLast(offset);
    return this.#rawStarts.get(segment) + offset - this.#starts.get(segment);
  }

  #segmentEnd(segment: number): number {
    return segment + 1 < this.#starts.length ? this.#starts.get(segment + 1) : this.length;
  }

  #read(segment: number, start: number, end: number): Uint8Array {
    const shift = this.#rawStarts.get(segment) - this.#starts.get(segment);
    return this.raw.bytes(start + shift, end + shift);
  }
}

/**
 * What came out of a content coding (RFC 9110 §8.4). Where a byte comes from is known to the piece of content that was
 * inflated at a time, not nearer: a few bits may stand for many bytes, anywhere before them. The bytes themselves are
 * kept, since to inflate them again takes everything before.
 */
export class InflatedSource implements ByteSource {
  readonly kind = 'inflated';
  length = 0;
  readonly #pieces: Uint8Array[] = [];
  readonly #starts = new NumberList();
  readonly #ranges: RawRange[] = [];
  readonly id: number;
  readonly raw: RawSource;

  constructor(id: number, raw: RawSource) {
    this.id = id;
    this.raw = raw;
  }

  get conn(): number {
    return this.raw.conn;
  }
  get direction(): Direction {
    return this.raw.direction;
  }

  /** Adds what the raw range inflated to; the bytes are kept as they are. */
  append(bytes: Uint8Array, range: RawRange): void {
    if (bytes.length === 0) return;
    this.#starts.push(this.length);
    this.#pieces.push(bytes);
    this.#ranges.push(range);
    this.length += bytes.length;
  }

  bytes(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    if (start === end) return new Uint8Array(0);
    const parts: Uint8Array[] = [];
    let piece = this.#starts.findLast(start);
    for (let at = start; at < end; piece++) {
      const from = at - this.#starts.get(piece);
      const part = (this.#pieces[piece] as Uint8Array).subarray(from, from + end - at);
      parts.push(part);
      at += part.length;
    }
    return joinBytes(parts);
  }

  rawRange(start: number, end: number): RawRange {
    if (this.length === 0) return { start: 0, end: 0 };
    const first = this.#ranges[this.#starts.findLast(start)] as RawRange;
    const last = this.#ranges[this.#starts.findLast(Math.max(start, end - 1))] as RawRange;
    return { start: first.start, end: last.end };
  }
}
