import type { Direction } from '../../contract/direction.ts';
import { DEFAULT_TABLE_SIZE, MAX_KEPT_TABLE_SIZE } from '../../wire/hpack/decoder.ts';
import { DynamicTable } from '../../wire/hpack/dynamic-table.ts';
import type { EvictedEntry, HeaderBlock } from '../../wire/hpack/header-block.ts';
import { entrySize, type TableEntry } from '../../wire/hpack/static-table.ts';
import { IndexList } from '../frame-table.ts';
import type { Trace } from '../trace.ts';

/** The dynamic table around one header block (RFC 7541 §2.3.2). Lists are newest first: the first has index 62. */
export interface HeaderTableView {
  readonly before: readonly TableEntry[];
  readonly after: readonly TableEntry[];
  /** What the block drove out, oldest first; one that the block itself had added may be among them. */
  readonly evicted: readonly EvictedEntry[];
  /** Bytes in use as RFC 7541 §4.1 counts them, and the most that are allowed after the block. */
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  readonly maxSize: number;
  /** The header block's bytes on the wire. */
  readonly wireBytes: number;
  /** The bytes of the names and values it stands for. */
  readonly plainBytes: number;
  /** `plainBytes - wireBytes`; below zero where the block is longer than what it says. */
  readonly savedBytes: number;
  /** False after a block that could not be decoded, or was cut: the table may then not be the sender's. */
  readonly exact: boolean;
}

/** One table is kept for this many blocks to begin with; replaying so many takes well under a millisecond. */
const FIRST_SPACING = 64;
/** When there are more kept tables than this, every second one goes. */
const MAX_KEPT = 256;

interface Snapshot {
  /** Newest first. */
  readonly entries: readonly TableEntry[];
  readonly maxSize: number;
  readonly exact: boolean;
}

const ignore = (): void => undefined;

/** The header blocks of one direction of a connection, and the table at some of them. */
class TableHistory {
  readonly #trace: Trace;
  readonly #conn: number;
  readonly #direction: Direction;
  /** Rows that begin a header block, in order. */
  readonly #blocks = new IndexList();
  #scanned = 0;
  #spacing = FIRST_SPACING;
  /** The table before block `n * spacing`, at n. */
  #kept: Snapshot[] = [{ entries: [], maxSize: DEFAULT_TABLE_SIZE, exact: true }];

  constructor(trace: Trace, conn: number, direction: Direction) {
    this.#trace = trace;
    this.#conn = conn;
    this.#direction = direction;
  }

  /** The number of the block that a row began; undefined when it began none that is complete. */
  numberOf(row: number): number | undefined {
    this.#scan();
    const blocks = this.#blocks;
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks.at(middle) < row) low = middle + 1;
      else high = middle;
    }
    return blocks.length > 0 && blocks.at(low) === row ? low : undefined;
  }

  /** The table before a block, replayed from the nearest kept one. */
  before(number: number): { readonly table: DynamicTable; readonly exact: boolean } {
    const nearest = Math.min(Math.floor(number / this.#spacing), this.#kept.length - 1);
    const from = nearest * this.#spacing;
    const start = restore(this.#kept[nearest] as Snapshot);
    const { table } = start;
    let { exact } = start;
    for (let block = from; block < number; block++) {
      if (block === this.#kept.length * this.#spacing) this.#keep(table, exact);
      exact = applyBlock(table, this.block(block)) && exact;
    }
    return { table, exact };
  }

  block(number: number): HeaderBlock {
    return this.#trace.headerBlocks.get(this.#blocks.at(number)) as HeaderBlock;
  }

  #keep(table: DynamicTable, exact: boolean): void {
    this.#kept.push({ entries: table.list(), maxSize: table.maxSize, exact });
    if (this.#kept.length <= MAX_KEPT) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#spacing *= 2;
  }

  /** Finds the blocks that came since the last time. A block still open stands last, and is looked at again. */
  #scan(): void {
    const rows = this.#trace.outerFrames(this.#conn, this.#direction);
    const { frames, headerBlocks } = this.#trace;
    for (; this.#scanned < rows.length; this.#scanned++) {
      const row = rows[this.#scanned] as number;
      const type = frames.type(row);
      if (type !== 'HEADERS' && type !== 'PUSH_PROMISE') continue;
      if (headerBlocks.has(row)) this.#blocks.push(row);
      else if (isStillOpen(this.#trace, rows, this.#scanned)) return;
    }
  }
}

/** Whether only CONTINUATION frames follow: the block may still be completed (RFC 9113 §6.10). */
function isStillOpen(trace: Trace, rows: Uint32Array, at: number): boolean {
  for (let next = at + 1; next < rows.length; next++) {
    if (trace.frames.type(rows[next] as number) !== 'CONTINUATION') return false;
  }
  return true;
}

function restore({ entries, maxSize, exact }: Snapshot): { table: DynamicTable; exact: boolean } {
  const table = new DynamicTable(maxSize);
  for (const entry of entries.toReversed()) table.add(entry, ignore);
  return { table, exact };
}

/** Does to the table what a block did. False when that is not known for certain. */
function applyBlock(table: DynamicTable, block: HeaderBlock): boolean {
  let update = 0;
  const resizeBefore = (offset: number): void => {
    for (; update < block.sizeUpdates.length; update++) {
      const { maxSize, start } = block.sizeUpdates[update] as (typeof block.sizeUpdates)[number];
      if (start >= offset) return;
      table.resize(Math.min(maxSize, MAX_KEPT_TABLE_SIZE), ignore);
    }
  };
  for (const { name, value, representation, start } of block.fields) {
    resizeBefore(start);
    if (representation === 'incremental') table.add({ name, value, size: entrySize(name, value) }, ignore);
  }
  resizeBefore(Infinity);
  return block.decodedLength === block.length && table.size === block.tableSizeAfter;
}

const histories = new WeakMap<Trace, Map<string, TableHistory>>();

function historyOf(trace: Trace, conn: number, direction: Direction): TableHistory {
  let ofTrace = histories.get(trace);
  if (!ofTrace) histories.set(trace, (ofTrace = new Map<string, TableHistory>()));
  const key = `${conn} ${direction}`;
  let history = ofTrace.get(key);
  if (!history) ofTrace.set(key, (history = new TableHistory(trace, conn, direction)));
  return history;
}

/**
 * The dynamic table around the header block that a row began, or that a CONTINUATION row is part of. Undefined for any other
 * row, and for a block that is not complete.
 */
export function headerTableAt(trace: Trace, row: number): HeaderTableView | undefined {
  const first = trace.continuations.get(row)?.first ?? row;
  if (!trace.headerBlocks.has(first)) return undefined;
  const history = historyOf(trace, trace.frames.conn(first), trace.frames.direction(first));
  const number = history.numberOf(first);
  if (number === undefined) return undefined;
  const block = history.block(number);
  const { table, exact } = history.before(number);
  const before = table.list();
  const sizeBefore = table.size;
  const stillExact = applyBlock(table, block) && exact;
  const plainBytes = block.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return {
    before,
    after: table.list(),
    evicted: block.evicted,
    sizeBefore,
    sizeAfter: table.size,
    maxSize: table.maxSize,
    wireBytes: block.length,
    plainBytes,
    savedBytes: plainBytes - block.length,
    exact: stillExact,
  };
}
