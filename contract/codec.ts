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
export const MAGIC = [0x57, 0x31, 0x30, 0x31] as const;
export const FILE_HEADER_BYTES = 8;
/** Kind, direction and length: what begins a record. */
export const RECORD_HEADER_BYTES = 8;
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

/** The length of the record whose header begins at `at`, header included. `base`: the offset of the bytes in the recording. */
export function readRecordLength(bytes: Uint8Array, base: number, at = 0): number {
  const length =
    (bytes[at + 4] as number) |
    ((bytes[at + 5] as number) << 8) |
    ((bytes[at + 6] as number) << 16) |
    ((bytes[at + 7] as number) << 24);
  if (length < 0 || length > MAX_RECORD_BYTES) {
    throw new RecordingError(`The record at byte ${base + at} claims ${length >>> 0} bytes.`, base + at);
  }
  return RECORD_HEADER_BYTES + length;
}

/**
 * The record at `at`, whose end lies in the bytes; nothing is copied. `view` is one of the same bytes, `base` their offset
 * in the recording, for errors. Throws RecordingError when it is damaged.
 */
export function decodeRecord(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  base: number,
): CaptureRecord {
  const kind = bytes[at] as number;
  const body = at + RECORD_HEADER_BYTES;
  const offset = base + at;
  if (kind === KIND_JSON) return decodeJson(bytes.subarray(body, end), offset);
  const way = bytes[at + 1] as number;
  if ((kind !== KIND_CHUNK && kind !== KIND_CLIENT_HELLO) || end - body < CHUNK_HEADER_BYTES || way > 1) {
    throw new RecordingError(`The record at byte ${offset} is of an unknown kind (${kind}).`, offset);
  }
  const t = view.getFloat64(body, true);
  const conn = view.getUint32(body + 8, true);
  if (!(t >= 0 && t < Number.MAX_SAFE_INTEGER) || conn === 0) {
    throw new RecordingError(`The record at byte ${offset} has no valid time or connection.`, offset);
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
 * The records that are whole in the bytes from `place.at` on. `place.at` is moved behind each before it comes, and stands
 * where the first begins that is not whole, or at the end of the bytes.
 */
export function* wholeRecords(
  bytes: Uint8Array,
  place: { at: number },
  base = 0,
  decode = decodeRecord,
): Generator<CaptureRecord, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (bytes.length - place.at >= RECORD_HEADER_BYTES) {
    const { at } = place;
    const end = at + readRecordLength(bytes, base, at);
    if (end > bytes.length) return;
    const record = decode(bytes, view, at, end, base);
    place.at = end;
    yield record;
  }
}

/** The records of one batch of the control channel. The bytes of chunks are views of it. Throws RecordingError. */
export function* decodeRecords(bytes: Uint8Array): Generator<CaptureRecord, void, undefined> {
  const place = { at: 0 };
  yield* wholeRecords(bytes, place);
  if (place.at < bytes.length) {
    throw new RecordingError(`The batch ends inside the record at byte ${place.at}.`, place.at);
  }
}
