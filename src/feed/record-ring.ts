import { encodeRecord, wholeRecords } from '../../contract/codec.ts';
import type { CaptureRecord } from '../../contract/records.ts';

/** Raw bytes that a page keeps, before it lets connections go that are over. */
export const MAX_RAW_BYTES = 64 * 1024 * 1024;
/** Open connections keep their bytes beyond that, since what follows could not be decoded without them; not beyond this. */
const MAX_OPEN_FACTOR = 4;
/** When the bound is reached, this share of it is kept, so that the work is not done again at the next record. */
const KEEP_SHARE = 3 / 4;
const SEGMENT_BYTES = 1024 * 1024;
const REASON = 'The page keeps so much and no more. The lab’s recording still has it.';

/** What was let go, counted exactly. */
export interface Dropped {
  readonly records: number;
  /** Raw bytes: payloads of chunks and ClientHellos. */
  readonly bytes: number;
}

interface Owner {
  records: number;
  bytes: number;
  /** Of these, chunks. */
  chunks: number;
}

/** Operations are told from connections by their sign. Undefined for records of neither. */
function ownerOf(record: CaptureRecord): number | undefined {
  if (record.type === 'operation') return -record.op;
  return 'conn' in record && record.type !== 'dropped' ? record.conn : undefined;
}

const bytesOf = (record: CaptureRecord): number =>
  record.type === 'chunk' || record.type === 'client-hello' ? record.bytes.length : 0;

/**
 * The records that a page's trace is made of, in their binary form. Over the bound, whole connections and operations that
 * are over go first, oldest first; only then the bytes, not the facts, of open connections: as the lab does it.
 */
export class RecordRing {
  readonly #maxBytes: number;
  #batches: Uint8Array[] = [];
  readonly #owners = new Map<number, Owner>();
  /** Owners that are over, in the order they ended. */
  readonly #over = new Set<number>();
  #bytes = 0;
  #lastT = 0;

  constructor(maxBytes = MAX_RAW_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Raw bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  clear(): void {
    this.#batches = [];
    this.#owners.clear();
    this.#over.clear();
    this.#bytes = 0;
  }

  /** Keeps a batch, whose records were read already. Its bytes must not change later. */
  add(batch: Uint8Array, records: readonly CaptureRecord[]): void {
    this.#batches.push(batch);
    for (const record of records) this.#count(record);
  }

  /** Whether something must go, and can. */
  get isOver(): boolean {
    if (this.#bytes <= this.#maxBytes) return false;
    if (this.#bytes > this.#maxBytes * MAX_OPEN_FACTOR) return true;
    for (const owner of this.#over) if ((this.#owners.get(owner)?.bytes ?? 0) > 0) return true;
    return false;
  }

  /**
   * Lets go of what is too much. `kept` gives the records that stay, which is to be read to its end, in as many goes as one
   * likes, before this is called again; batches may be added meanwhile.
   */
  shrink(): {
    readonly dropped: Dropped;
    readonly kept: Generator<CaptureRecord, void, undefined>;
  } {
    const goal = this.#maxBytes * KEEP_SHARE;
    const whole = new Set<number>();
    const partial = new Map<number, Dropped>();
    let dropped: Dropped = { records: 0, bytes: 0 };
    let left = this.#bytes;
    const letGo = (part: Dropped): void => {
      dropped = { records: dropped.records + part.records, bytes: dropped.bytes + part.bytes };
      left -= part.bytes;
    };
    for (const id of this.#over) {
      if (left <= goal) break;
      letGo(this.#owners.get(id) as Owner);
      whole.add(id);
    }
    const open = [...this.#owners]
      .filter(([id]) => !this.#over.has(id))
      .sort(([, a], [, b]) => b.bytes - a.bytes);
    for (const [id, { chunks, bytes }] of open) {
      if (left <= this.#maxBytes * MAX_OPEN_FACTOR) break;
      letGo({ records: chunks, bytes });
      partial.set(id, { records: chunks, bytes });
    }
    this.#forget(whole, partial);
    const rest = dropped.records - sumRecords(partial);
    const told: CaptureRecord[] = [...partial].map(([conn, part]) => this.#tell({ conn, ...part }));
    if (rest > 0) told.push(this.#tell({ records: rest, bytes: dropped.bytes - sumBytes(partial) }));
    return { dropped, kept: this.#rewrite(whole, new Set(partial.keys()), told) };
  }

  #tell(part: { readonly conn?: number } & Dropped): CaptureRecord {
    return { type: 'dropped', t: this.#lastT, ...part, reason: REASON };
  }

  *#rewrite(
    whole: ReadonlySet<number>,
    partial: ReadonlySet<number>,
    told: readonly CaptureRecord[],
  ): Generator<CaptureRecord, void, undefined> {
    const old = this.#batches;
    this.#batches = [];
    const segments: Uint8Array[] = [];
    let segment = new Uint8Array(0);
    let used = 0;
    for (const batch of old) {
      const place = { at: 0 };
      let end = 0;
      for (const record of wholeRecords(batch, place)) {
        const start = end;
        end = place.at;
        const owner = ownerOf(record);
        if (owner !== undefined && whole.has(owner)) continue;
        if (owner !== undefined && record.type === 'chunk' && partial.has(owner)) continue;
        const length = end - start;
        if (used + length > segment.length) {
          if (used > 0) segments.push(segment.subarray(0, used));
          segment = new Uint8Array(Math.max(SEGMENT_BYTES, length));
          used = 0;
        }
        segment.set(batch.subarray(start, end), used);
        used += length;
        yield record;
      }
    }
    if (used > 0) segments.push(segment.slice(0, used));
    /* What was told once is told in every trace to come. */
    for (const record of told) segments.push(encodeRecord(record));
    this.#batches = [...segments, ...this.#batches];
    yield* told;
  }

  #count(record: CaptureRecord): void {
    this.#lastT = Math.max(this.#lastT, record.t);
    const id = ownerOf(record);
    if (id === undefined) return;
    let owner = this.#owners.get(id);
    if (!owner) this.#owners.set(id, (owner = { records: 0, bytes: 0, chunks: 0 }));
    const bytes = bytesOf(record);
    owner.records += 1;
    owner.bytes += bytes;
    this.#bytes += bytes;
    if (record.type === 'chunk') owner.chunks += 1;
    if (record.type === 'connection-closed' || (record.type === 'operation' && record.event === 'closed'))
      this.#over.add(id);
  }

  #forget(whole: ReadonlySet<number>, partial: ReadonlyMap<number, Dropped>): void {
    for (const id of whole) {
      this.#bytes -= this.#owners.get(id)?.bytes ?? 0;
      this.#owners.delete(id);
      this.#over.delete(id);
    }
    for (const [id, { records, bytes }] of partial) {
      const owner = this.#owners.get(id) as Owner;
      owner.records -= records;
      owner.bytes -= bytes;
      owner.chunks = 0;
      this.#bytes -= bytes;
    }
  }
}

const sumRecords = (parts: ReadonlyMap<number, Dropped>): number =>
  [...parts.values()].reduce((sum, { records }) => sum + records, 0);
const sumBytes = (parts: ReadonlyMap<number, Dropped>): number =>
  [...parts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
