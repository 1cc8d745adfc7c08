import {
  decodeRecord,
  FILE_HEADER_BYTES,
  FORMAT_VERSION,
  MAGIC,
  readRecordLength,
  RECORD_HEADER_BYTES,
  RecordingError,
  wholeRecords,
} from './codec.ts';
import type { CaptureRecord } from './records.ts';

/**
 * How a record of each format version is read, as a record of today. A version stays here for good: what was recorded
 * once can always be opened (docs/recording-format.md).
 */
const READERS: Readonly<Record<number, typeof decodeRecord>> = {
  1: decodeRecord,
  // New: `held` records, and faults on origins. All of version 1 means what it did.
  2: decodeRecord,
  // New: `restart` records, and the origins of proxy and relay.
  3: decodeRecord,
};

function readerFor(header: Uint8Array): typeof decodeRecord {
  if (header.length < FILE_HEADER_BYTES || MAGIC.some((byte, i) => header[i] !== byte)) {
    throw new RecordingError('This file is not a Wire 101 recording: it does not begin with "W101".', 0);
  }
  const version = header[4] as number;
  if (version > FORMAT_VERSION) {
    throw new RecordingError(
      `This recording has format version ${version}; this program reads up to ${FORMAT_VERSION}. Update Wire 101 to open it.`,
      4,
    );
  }
  const reader = READERS[version];
  if (!reader) throw new RecordingError(`There is no format version ${version}: the file is damaged.`, 4);
  return reader;
}

/**
 * Reads a recording file of any format version so far, part by part as it comes, so that it never stands in memory as a
 * whole. Give every part to `push` and look at all records of it before the next one; then call `end`. All throw
 * RecordingError at what is damaged, or no recording: the records before it came, none follow.
 */
export class RecordingReader {
  #offset = 0;
  /** What began in an earlier part and is not whole: a header or a record. */
  #rest: Uint8Array = new Uint8Array(FILE_HEADER_BYTES);
  #filled = 0;
  #decode: typeof decodeRecord | undefined;

  /** Byte offset of the record that comes next. */
  get offset(): number {
    return this.#offset;
  }

  /** The records that end in this part. Their bytes are views of it: it must not change as long as they are looked at. */
  *push(part: Uint8Array): Generator<CaptureRecord, void, undefined> {
    const from = this.#decode ? 0 : this.#takeHeader(part);
    if (!this.#decode) return;
    const at = yield* this.#finish(part, from, this.#decode);
    const base = this.#offset - at;
    const place = { at };
    for (const record of wholeRecords(part, place, base, this.#decode)) {
      this.#offset = base + place.at;
      yield record;
    }
    this.#offset = base + place.at;
    this.#keep(part.subarray(place.at));
  }

  /** Says that no part follows. */
  end(): void {
    if (!this.#decode) readerFor(this.#rest.subarray(0, this.#filled));
    if (this.#filled === 0) return;
    const where = this.#filled < RECORD_HEADER_BYTES ? 'a record header' : 'the record';
    throw new RecordingError(`The recording ends inside ${where} at byte ${this.#offset}.`, this.#offset);
  }

  #takeHeader(part: Uint8Array): number {
    const taken = this.#fill(part, 0, FILE_HEADER_BYTES);
    if (this.#filled < FILE_HEADER_BYTES) return taken;
    this.#decode = readerFor(this.#rest);
    this.#offset = FILE_HEADER_BYTES;
    this.#filled = 0;
    return taken;
  }

  /** Takes what the record that began in earlier parts lacks. Returns where the next one begins. */
  *#finish(
    part: Uint8Array,
    from: number,
    decode: typeof decodeRecord,
  ): Generator<CaptureRecord, number, undefined> {
    let at = from;
    while (this.#filled > 0 && at < part.length) {
      const known = this.#filled >= RECORD_HEADER_BYTES;
      const length = known ? readRecordLength(this.#rest, this.#offset) : RECORD_HEADER_BYTES;
      at += this.#fill(part, at, length);
      if (this.#filled < length) return at;
      const isWhole = known || readRecordLength(this.#rest, this.#offset) === length;
      if (!isWhole) continue;
      const view = new DataView(this.#rest.buffer);
      const record = decode(this.#rest, view, 0, length, this.#offset);
      /* The record may be kept: its bytes are not written again. */
      this.#rest = new Uint8Array(0);
      this.#filled = 0;
      this.#offset += length;
      yield record;
    }
    return at;
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0) return;
    this.#rest = rest.slice();
    this.#filled = rest.length;
  }

  /** Fills up what is kept to `length` bytes, as far as the part goes; returns how many it took from there. */
  #fill(part: Uint8Array, from: number, length: number): number {
    if (this.#rest.length < length) {
      const larger = new Uint8Array(length);
      larger.set(this.#rest.subarray(0, this.#filled));
      this.#rest = larger;
    }
    const taken = Math.min(length - this.#filled, part.length - from);
    this.#rest.set(part.subarray(from, from + taken), this.#filled);
    this.#filled += taken;
    return taken;
  }
}

/** The records of a whole file. Throws RecordingError at what is damaged: those before it came, none follow. */
export function* readRecording(bytes: Uint8Array): Generator<CaptureRecord, void, undefined> {
  const reader = new RecordingReader();
  yield* reader.push(bytes);
  reader.end();
}

/**
 * Reads a whole recording file. Records before a damaged one are kept: `error` then says where reading stopped. Throws
 * RecordingError when it is no recording, or of an unknown version.
 */
export function decodeRecording(bytes: Uint8Array): {
  records: CaptureRecord[];
  error: RecordingError | undefined;
} {
  const records: CaptureRecord[] = [];
  try {
    for (const record of readRecording(bytes)) records.push(record);
  } catch (error) {
    if (error instanceof RecordingError && error.offset >= FILE_HEADER_BYTES) return { records, error };
    throw error;
  }
  return { records, error: undefined };
}
