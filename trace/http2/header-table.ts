import type { EvictedEntry } from '../../wire/hpack/header-block.ts';
import type { TableEntry } from '../../wire/hpack/static-table.ts';
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

/**
 * The dynamic table around the header block that a row began, or that a CONTINUATION row is part of. Undefined for any other
 * row, and for a block that is not complete.
 */
export function headerTableAt(trace: Trace, row: number): HeaderTableView | undefined {
  const first = trace.continuations.get(row)?.first ?? row;
  const contexts = trace.headerBlocks.contextsAt(first);
  const block = trace.headerBlocks.get(first);
  if (!contexts || !block) return undefined;
  const plainBytes = block.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return {
    before: contexts.before.entries,
    after: contexts.after.entries,
    evicted: block.evicted,
    sizeBefore: block.tableSizeBefore,
    sizeAfter: block.tableSizeAfter,
    maxSize: block.maxTableSize,
    wireBytes: block.length,
    plainBytes,
    savedBytes: plainBytes - block.length,
    exact: !contexts.after.contextLost,
  };
}
