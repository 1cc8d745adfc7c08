import { CHUNK_PREFIX_BYTES, readRecordHeader, writeChunkPrefix } from '../../contract/codec.ts';
import type { Direction } from '../../contract/direction.ts';

/** Records that belong to no connection and no operation. */
export const NO_OWNER = 0;
/** Owners above zero are connections. */
export const ownerOfConnection = (conn: number): number => conn;
/** Owners below zero are operations. */
export const ownerOfOperation = (op: number): number => -op;

/** The payload of a chunk record, and which way it went. */
export interface SegmentChunk {
  readonly direction: Direction;
  readonly bytes: Buffer;
}

/**
 * A run of records in their binary form, one behind the other. Bytes once written never change, so slices of it can be
 * handed to sockets and files without a copy.
 */
export class Segment {
  readonly bytes: Buffer;
  used = 0;
  /** Whose each record is, in order. */
  readonly owners: number[] = [];
  readonly #view: DataView;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity);
  }

  hasRoom(byteCount: number): boolean {
    return this.used + byteCount <= this.bytes.length;
  }

  add(record: Uint8Array, owner: number): void {
    this.bytes.set(record, this.used);
    this.used += record.length;
    this.owners.push(owner);
  }

  /** Adds a chunk record and answers with the room for its payload, which the caller fills at once. */
  addChunk(direction: Direction, t: number, conn: number, byteCount: number): Buffer {
    const at = this.used;
    writeChunkPrefix(this.#view, at, direction, t, conn, byteCount);
    this.used = at + CHUNK_PREFIX_BYTES + byteCount;
    this.owners.push(ownerOfConnection(conn));
    return this.bytes.subarray(at + CHUNK_PREFIX_BYTES, this.used);
  }

  /** The records from byte `from` on. */
  since(from: number): Buffer {
    return this.bytes.subarray(from, this.used);
  }

  /** The chunks of a connection, in order. */
  chunksOf(conn: number): SegmentChunk[] {
    const owned = ownerOfConnection(conn);
    const chunks: SegmentChunk[] = [];
    let at = 0;
    for (const owner of this.owners) {
      const { isChunk, isFromServer, length } = readRecordHeader(this.#view, at);
      if (isChunk && owner === owned) {
        const direction = isFromServer ? 'server-to-client' : 'client-to-server';
        chunks.push({ direction, bytes: this.bytes.subarray(at + CHUNK_PREFIX_BYTES, at + length) });
      }
      at += length;
    }
    return chunks;
  }

  /**
   * The same records without those that `drop` names. Undefined when nothing is left; this segment when nothing goes.
   */
  without(
    drop: (owner: number, isChunk: boolean, start: number, end: number) => boolean,
  ): Segment | undefined {
    const kept: { readonly start: number; readonly end: number; readonly owner: number }[] = [];
    let keptBytes = 0;
    let at = 0;
    for (const owner of this.owners) {
      const { isChunk, length } = readRecordHeader(this.#view, at);
      if (!drop(owner, isChunk, at, at + length)) {
        kept.push({ start: at, end: at + length, owner });
        keptBytes += length;
      }
      at += length;
    }
    if (kept.length === this.owners.length) return this;
    if (kept.length === 0) return undefined;
    const rest = new Segment(keptBytes);
    for (const { start, end, owner } of kept) rest.add(this.bytes.subarray(start, end), owner);
    return rest;
  }
}
