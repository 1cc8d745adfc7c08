import * as v from 'valibot';
import { decodeUtf8, encodeUtf8 } from './text.ts';
import type { Direction } from './direction.ts';
import { jsonRecordSchema, type CaptureRecord } from './records.ts';

/*
 * The one binary form of capture records: live batches, recordings on disk, fixtures and exports.
 *
 *   recording = "W101" version(1) 0 0 0, then records        batch = records
 *
 *   record:  0      1       2        4            8
 *            +------+-------+--------+------------+----------------
 *            | kind | dir   | 0 0    | length u32 | body (length)
 *            +------+-------+--------+------------+----------------
 *   body of kind 1 (JSON):          UTF-8 JSON of the record
 *   body of kind 2 (chunk),
 *           kind 3 (client-hello):  t f64, conn u32, bytes
 *   Numbers are little-endian. dir: 0 client-to-server, 1 server-to-client.
 */
export const FORMAT_VERSION = 3;
const MAGIC = [0x57, 0x31, 0x30, 0x31] as const;
const FILE_HEADER_BYTES = 8;
const RECORD_HEADER_BYTES = 8;
const CHUNK_HEADER_BYTES = 12;
/** No record is longer than this; a longer one is taken for a damaged file. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

const KIND_JSON = 1;
const KIND_CHUNK = 2;
const KIND_CLIENT_HELLO = 3;

/** The eight bytes that begin a recording file. */
export function encodeFileHeader(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...MAGIC, FORMAT_VERSION, 0, 0, 0);
}

/** Bytes before the payload of a chunk record: record header, time, connection. */
export const CHUNK_PREFIX_BYTES = RECORD_HEADER_BYTES + CHUNK_HEADER_BYTES;

/**
 * Writes what stands before the payload of a chunk record, at `at`; the payload of `length` bytes follows it. For
 * recorders, which fill a buffer in place; everybody else uses `encodeRecord`.
 */
export function writeChunkPrefix(
  view: DataView,
  at: number,
  direction: Direction,
  t: number,
  conn: number,
  length: number,
): void {
  view.setUint32(at, KIND_CHUNK | (direction === 'server-to-client' ? 0x100 : 0), true);
  view.setUint32(at + 4, CHUNK_HEADER_BYTES + length, true);
  view.setFloat64(at + 8, t, true);
  view.setUint32(at + 16, conn, true);
}

/** Whether the record that begins at `at` is a chunk, which way it went, and how long it is, header included. For recorders. */
export function readRecordHeader(
  view: DataView,
  at: number,
): { isChunk: boolean; isFromServer: boolean; length: number } {
  return {
    isChunk: view.getUint8(at) === KIND_CHUNK,
    isFromServer: view.getUint8(at + 1) === 1,
    length: RECORD_HEADER_BYTES + view.getUint32(at + 4, true),
  };
}

/**
 * Counts the records of a run, and their raw bytes: what chunks and ClientHellos carry. Zero of an empty run. The run has
 * to be whole, as recorders make it.
 */
export function countRecords(run: Uint8Array): { records: number; bytes: number } {
  const view = new DataView(run.buffer, run.byteOffset, run.byteLength);
  const counted = { records: 0, bytes: 0 };
  for (let at = 0; at < run.length;) {
    const { length } = readRecordHeader(view, at);
    counted.records += 1;
    if (run[at] !== KIND_JSON) counted.bytes += length - CHUNK_PREFIX_BYTES;
    at += length;
  }
  return counted;
}

/** Where a run of records can be cut so that the first part has at most `room` bytes; 0 when not one record fits. */
export function splitRecords(run: Uint8Array, room: number): number {
  const view = new DataView(run.buffer, run.byteOffset, run.byteLength);
  let at = 0;
  while (at < run.length) {
    const end = at + readRecordHeader(view, at).length;
    if (end > room) break;
    at = end;
  }
  return at;
}

/** One record in its binary form. */
export function encodeRecord(record: CaptureRecord): Uint8Array<ArrayBuffer> {
  if (record.type === 'chunk' || record.type === 'client-hello') {
    const out = new Uint8Array(CHUNK_PREFIX_BYTES + record.bytes.length);
    const direction = record.type === 'chunk' ? record.direction : 'client-to-server';
    writeChunkPrefix(new DataView(out.buffer), 0, direction, record.t, record.conn, record.bytes.length);
    if (record.type === 'client-hello') out[0] = KIND_CLIENT_HELLO;
    out.set(record.bytes, CHUNK_PREFIX_BYTES);
    return out;
  }
  const json = encodeUtf8(JSON.stringify(record));
  const out = new Uint8Array(RECORD_HEADER_BYTES + json.length);
  out[0] = KIND_JSON;
  new DataView(out.buffer).setUint32(4, json.length, true);
  out.set(json, RECORD_HEADER_BYTES);
  return out;
}

/** A damaged or foreign recording. The message says what is wrong, where, and what was kept. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  /** Byte offset of the record that could not be read. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function decodeJson(body: Uint8Array, offset: number): CaptureRecord {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(body));
  } catch {
    throw new RecordingError(`The record at byte ${offset} is not JSON.`, offset);
  }
  const parsed = v.safeParse(jsonRecordSchema, value);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue) ?? 'record';
  throw new RecordingError(`The record at byte ${offset} is not valid: ${path}: ${issue.message}`, offset);
}

/** The record at `at`, whose end lies in the bytes. Runs half a million times for a long recording: nothing is copied. */
function decodeRecord(bytes: Uint8Array, view: DataView, at: number, end: number): CaptureRecord {
  const kind = bytes[at] as number;
  const body = at + RECORD_HEADER_BYTES;
  if (kind === KIND_JSON) return decodeJson(bytes.subarray(body, end), at);
  const way = bytes[at + 1] as number;
  if ((kind !== KIND_CHUNK && kind !== KIND_CLIENT_HELLO) || end - body < CHUNK_HEADER_BYTES || way > 1) {
    throw new RecordingError(`The record at byte ${at} is of an unknown kind (${kind}).`, at);
  }
  const t = view.getFloat64(body, true);
  const conn = view.getUint32(body + 8, true);
  if (!(t >= 0 && t < Number.MAX_SAFE_INTEGER) || conn === 0) {
    throw new RecordingError(`The record at byte ${at} has no valid time or connection.`, at);
  }
  const payload = bytes.subarray(body + CHUNK_HEADER_BYTES, end);
  return kind === KIND_CLIENT_HELLO
    ? { type: 'client-hello', t, conn, bytes: payload }
    : {
        type: 'chunk',
        t,
        conn,
        direction: way === 1 ? 'server-to-client' : 'client-to-server',
        bytes: payload,
      };
}

/**
 * Reads records out of one batch of the control channel, or the part of a file after its header. `place.at` is kept at the
 * offset of the record that comes next. The bytes of chunks are views of `bytes`, which must not change as long as they are
 * looked at.
 */
export function* decodeRecords(
  bytes: Uint8Array,
  from = 0,
  place: { at: number } = { at: from },
): Generator<CaptureRecord, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at < bytes.length) {
    place.at = at;
    if (bytes.length - at < RECORD_HEADER_BYTES) {
      throw new RecordingError(`The recording ends inside a record header at byte ${at}.`, at);
    }
    const length = view.getUint32(at + 4, true);
    if (length > MAX_RECORD_BYTES)
      throw new RecordingError(`The record at byte ${at} claims ${length} bytes.`, at);
    const end = at + RECORD_HEADER_BYTES + length;
    if (end > bytes.length)
      throw new RecordingError(`The recording ends inside the record at byte ${at}.`, at);
    yield decodeRecord(bytes, view, at, end);
    at = end;
  }
}

type RecordReader = (bytes: Uint8Array, place: { at: number }) => Generator<CaptureRecord, void, undefined>;

/**
 * How the records of each format version are read, as the records of today. A version stays here for good: what was
 * recorded once can always be opened (docs/recording-format.md).
 */
const READERS: Readonly<Record<number, RecordReader>> = {
  1: (bytes, place) => decodeRecords(bytes, FILE_HEADER_BYTES, place),
  // New: `held` records, and faults on origins. All of version 1 means what it did.
  2: (bytes, place) => decodeRecords(bytes, FILE_HEADER_BYTES, place),
  // New: `restart` records, and the origins of proxy and relay.
  3: (bytes, place) => decodeRecords(bytes, FILE_HEADER_BYTES, place),
};

/** A recording file that is read record by record, so that a large one never stands in memory twice. */
export interface RecordingReader {
  /** Byte offset of the record that comes next. */
  readonly place: { readonly at: number };
  /** Throws RecordingError at a damaged record. Those before it came; none follow. */
  readonly records: Generator<CaptureRecord, void, undefined>;
}

/** Opens a recording file of any format version so far. Throws RecordingError when it is none, or of an unknown version. */
export function openRecording(bytes: Uint8Array): RecordingReader {
  if (bytes.length < FILE_HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new RecordingError('This file is not a Wire 101 recording: it does not begin with "W101".', 0);
  }
  const version = bytes[4] as number;
  if (version > FORMAT_VERSION) {
    throw new RecordingError(
      `This recording has format version ${version}; this program reads up to ${FORMAT_VERSION}. Update Wire 101 to open it.`,
      4,
    );
  }
  const reader = READERS[version];
  if (!reader) throw new RecordingError(`There is no format version ${version}: the file is damaged.`, 4);
  const place = { at: FILE_HEADER_BYTES };
  return { place, records: reader(bytes, place) };
}

/**
 * Reads a whole recording file. Records before a damaged one are kept: `error` then says where reading stopped. Throws as
 * `openRecording` does.
 */
export function decodeRecording(bytes: Uint8Array): {
  records: CaptureRecord[];
  error: RecordingError | undefined;
} {
  const records: CaptureRecord[] = [];
  try {
    for (const record of openRecording(bytes).records) records.push(record);
  } catch (error) {
    if (error instanceof RecordingError && error.offset >= FILE_HEADER_BYTES) return { records, error };
    throw error;
  }
  return { records, error: undefined };
}
