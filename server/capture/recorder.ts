import { randomUUID } from 'node:crypto';
import { CHUNK_PREFIX_BYTES, encodeFileHeader, encodeRecord } from '../../contract/codec.ts';
import type { Direction } from '../../contract/direction.ts';
import type { CaptureRecord, ChunkRecord } from '../../contract/records.ts';
import type { Cancel, Clock } from '../context.ts';
import { MAX_RECORDING_BYTES } from '../limits.ts';
import { NO_OWNER, ownerOfConnection, ownerOfOperation, Segment, type SegmentChunk } from './segment.ts';

/** Small enough to be sent as one message, large enough that there are few. */
const SEGMENT_BYTES = 1024 * 1024;
/** No batch waits longer than this for more records. */
const BATCH_MS = 16;
/** When the bound is reached, this share of it is kept, so that the work is not done again at the next record. */
const KEEP_SHARE = 7 / 8;
const DROP_REASON = 'The recording reached its limit in memory.';

/** Who follows a recording while it grows. */
export interface RecordingListener {
  /** Records in their binary form. The bytes do not change later. */
  batch(records: Uint8Array): void;
  /**
   * A record that concerns only what is kept in memory: something was dropped there. Whoever keeps everything (a file)
   * leaves it out.
   */
  memoryOnly?(records: Uint8Array): void;
  /** A new recording began; the next batches continue `snapshot()`. */
  restarted?(): void;
}

/** What is kept of one connection or operation. */
interface Owner {
  records: number;
  /** Raw bytes: payloads of chunks. */
  rawBytes: number;
  chunks: number;
  /** Bytes of chunk records, and of all records, in binary form. */
  chunkBytes: number;
  bytes: number;
  /** Whether chunks of it were dropped. */
  isPartial: boolean;
}

export type AppendedRecord = Exclude<CaptureRecord, ChunkRecord>;

export interface RecorderOptions {
  readonly clock: Clock;
  /** The first record of a recording, made anew when a new recording begins. */
  readonly firstRecord: () => AppendedRecord;
  readonly maxBytes?: number;
}

/**
 * Keeps the recording of a lab, in memory and within a bound, and hands what is new to listeners.
 * Over the bound, whole connections and operations that are over go first, oldest first; then the bytes (not the facts)
 * of the open connection with the most of them. What went is counted exactly in a `dropped` record.
 */
export class Recorder {
  /** Changes when a new recording begins. */
  id: string = randomUUID();
  readonly #clock: Clock;
  readonly #firstRecord: () => AppendedRecord;
  readonly #maxBytes: number;
  readonly #listeners = new Set<RecordingListener>();
  readonly #owners = new Map<number, Owner>();
  /** Owners that are over, in the order they ended. */
  readonly #over = new Set<number>();
  #segments: Segment[] = [];
  #tail = new Segment(SEGMENT_BYTES);
  #bytes = 0;
  /** Where the records begin that listeners have not been given, in the tail; earlier ones are in #waiting. */
  #flushedTo = 0;
  readonly #waiting: Uint8Array[] = [];
  #timer: Cancel | undefined;

  constructor(options: RecorderOptions) {
    this.#clock = options.clock;
    this.#firstRecord = options.firstRecord;
    this.#maxBytes = options.maxBytes ?? MAX_RECORDING_BYTES;
    this.#segments.push(this.#tail);
    this.append(this.#firstRecord());
  }

  /** The time of a record that is appended now. */
  now(): number {
    return this.#clock.now();
  }

  /** Bytes kept, in binary form. */
  get keptBytes(): number {
    return this.#bytes;
  }

  append(record: AppendedRecord): void {
    const owner = ownerOf(record);
    const encoded = encodeRecord(record);
    const stats = this.#makeRoom(encoded.length, owner);
    if (stats !== undefined && record.type === 'client-hello') stats.rawBytes += record.bytes.length;
    this.#tail.add(encoded, owner);
    if (record.type === 'connection-closed' || (record.type === 'operation' && record.event === 'closed')) {
      this.#over.add(owner);
    }
  }

  /**
   * Adds a chunk of `byteCount` bytes and answers with the room for them. The caller fills it before anything else
   * happens; from then on it may be read by anybody, and written by nobody.
   */
  addChunk(conn: number, direction: Direction, byteCount: number): Buffer {
    const owner = ownerOfConnection(conn);
    const stats = this.#makeRoom(CHUNK_PREFIX_BYTES + byteCount, owner);
    if (stats !== undefined) {
      stats.rawBytes += byteCount;
      stats.chunks++;
      stats.chunkBytes += CHUNK_PREFIX_BYTES + byteCount;
    }
    return this.#tail.addChunk(direction, this.#clock.now(), conn, byteCount);
  }

  /** Listens from here on. Call `snapshot()` in the same turn to have what came before. */
  subscribe(listener: RecordingListener): Cancel {
    this.flush();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Everything that is kept, in order, as runs of whole records. */
  snapshot(): Uint8Array[] {
    this.flush();
    return this.#segments.filter((segment) => segment.used > 0).map((segment) => segment.since(0));
  }

  /**
   * The chunks of a connection, oldest first, for whoever has to read on in the middle of it. Undefined when some of them
   * were dropped.
   */
  chunksOf(conn: number): SegmentChunk[] | undefined {
    const stats = this.#owners.get(ownerOfConnection(conn));
    if (stats?.isPartial === true) return undefined;
    if (stats === undefined || stats.chunks === 0) return [];
    return this.#segments.flatMap((segment) => segment.chunksOf(conn));
  }

  /** The whole recording as a file. */
  file(): Uint8Array[] {
    return [encodeFileHeader(), ...this.snapshot()];
  }

  /** Gives listeners what they have not been given yet. */
  flush(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#sealTail();
    for (const batch of this.#waiting.splice(0)) {
      for (const listener of this.#listeners) listener.batch(batch);
    }
  }

  /** Begins a new recording. What is open keeps its records, so that it can still be decoded. */
  clear(): void {
    this.append({ type: 'cleared', t: this.#clock.now() });
    this.flush();
    this.id = randomUUID();
    const kept = this.#segments;
    this.#startTail([]);
    this.#bytes = 0;
    this.append(this.#firstRecord());
    this.#rewrite(kept, (owner) => owner === NO_OWNER || this.#over.has(owner));
    for (const owner of this.#over) this.#owners.delete(owner);
    this.#over.clear();
    this.#addUntold(encodeRecord({ type: 'cleared', t: this.#clock.now() }));
    for (const listener of this.#listeners) listener.restarted?.();
  }

  #makeRoom(byteCount: number, owner: number): Owner | undefined {
    if (this.#bytes + byteCount > this.#maxBytes) this.#shrink(byteCount);
    this.#reserve(byteCount);
    if (this.#listeners.size > 0) this.#timer ??= this.#clock.after(BATCH_MS, () => this.flush());
    if (owner === NO_OWNER) return undefined;
    let stats = this.#owners.get(owner);
    if (stats === undefined) {
      stats = { records: 0, rawBytes: 0, chunks: 0, chunkBytes: 0, bytes: 0, isPartial: false };
      this.#owners.set(owner, stats);
    }
    stats.records++;
    stats.bytes += byteCount;
    return stats;
  }

  #reserve(byteCount: number): void {
    this.#bytes += byteCount;
    if (this.#tail.hasRoom(byteCount)) return;
    this.#sealTail();
    this.#tail = new Segment(Math.max(SEGMENT_BYTES, byteCount));
    this.#segments.push(this.#tail);
    this.#flushedTo = 0;
  }

  /** Moves what is new in the tail to the waiting batches. */
  #sealTail(): void {
    if (this.#tail.used === this.#flushedTo) return;
    const fresh = this.#tail.since(this.#flushedTo);
    this.#flushedTo = this.#tail.used;
    if (this.#listeners.size > 0) this.#waiting.push(fresh);
  }

  /** Adds a record that is in no batch: listeners hear of it in another way. */
  #addUntold(record: Uint8Array): void {
    this.#reserve(record.length);
    this.#tail.add(record, NO_OWNER);
    this.#waiting.length = 0;
    this.#flushedTo = this.#tail.used;
  }

  #startTail(segments: Segment[]): void {
    this.#tail = new Segment(SEGMENT_BYTES);
    this.#segments = [...segments, this.#tail];
    this.#flushedTo = 0;
  }

  /** Puts the records of `segments` that `drop` does not name into this recording, before a new tail. */
  #rewrite(segments: readonly Segment[], drop: (owner: number, isChunk: boolean) => boolean): void {
    const rest = segments.flatMap((segment) => segment.without(drop) ?? []);
    this.#startTail([...this.#segments.filter((segment) => segment.used > 0), ...rest]);
    for (const segment of rest) this.#bytes += segment.used;
  }

  /** Drops enough to have room for `byteCount` more. */
  #shrink(byteCount: number): void {
    this.flush();
    const goal = this.#maxBytes * KEEP_SHARE - byteCount;
    let left = this.#bytes;
    const whole = new Set<number>();
    const bytesOnly = new Set<number>();
    const openOperations = [...this.#owners.keys()].filter((owner) => owner < 0 && !this.#over.has(owner));
    const openConnections = [...this.#owners].filter(
      ([owner, stats]) => stats.chunks > 0 && !this.#over.has(owner),
    );
    openConnections.sort(([, a], [, b]) => b.chunkBytes - a.chunkBytes);
    for (const owner of this.#over) {
      if (left <= goal) break;
      left -= this.#owners.get(owner)?.bytes ?? 0;
      whole.add(owner);
    }
    for (const [owner, stats] of openConnections) {
      if (left <= goal) break;
      left -= stats.chunkBytes;
      bytesOnly.add(owner);
    }
    for (const owner of openOperations) {
      if (left <= goal) break;
      left -= this.#owners.get(owner)?.bytes ?? 0;
      whole.add(owner);
    }
    if (whole.size === 0 && bytesOnly.size === 0) return;
    const segments = this.#segments;
    this.#segments = [];
    this.#bytes = 0;
    this.#rewrite(segments, (owner, isChunk) => whole.has(owner) || (isChunk && bytesOnly.has(owner)));
    this.#forget(whole);
    this.#forgetBytes(bytesOnly);
  }

  #forget(owners: ReadonlySet<number>): void {
    const sum = { records: 0, bytes: 0 };
    for (const owner of owners) {
      const stats = this.#owners.get(owner);
      sum.records += stats?.records ?? 0;
      sum.bytes += stats?.rawBytes ?? 0;
      this.#owners.delete(owner);
      this.#over.delete(owner);
    }
    if (sum.records > 0) this.#tellDropped(sum);
  }

  #forgetBytes(conns: ReadonlySet<number>): void {
    for (const conn of conns) {
      const stats = this.#owners.get(conn) as Owner;
      const bytes = stats.chunkBytes - stats.chunks * CHUNK_PREFIX_BYTES;
      this.#tellDropped({ conn, records: stats.chunks, bytes });
      stats.isPartial = true;
      stats.records -= stats.chunks;
      stats.bytes -= stats.chunkBytes;
      stats.rawBytes -= bytes;
      stats.chunks = stats.chunkBytes = 0;
    }
  }

  #tellDropped(what: { readonly conn?: number; readonly records: number; readonly bytes: number }): void {
    const record = encodeRecord({ type: 'dropped', t: this.#clock.now(), ...what, reason: DROP_REASON });
    this.#addUntold(record);
    for (const listener of this.#listeners) listener.memoryOnly?.(record);
  }
}

function ownerOf(record: AppendedRecord): number {
  if (record.type === 'operation') return ownerOfOperation(record.op);
  if (record.type === 'dropped') return NO_OWNER;
  return 'conn' in record && record.conn !== undefined ? ownerOfConnection(record.conn) : NO_OWNER;
}
