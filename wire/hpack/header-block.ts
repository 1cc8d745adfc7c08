import type { Diagnostic } from '../diagnostic.ts';
import type { TableEntry } from './static-table.ts';

/** The four ways to represent a field (RFC 7541 §6.1, §6.2). */
export type Representation = 'indexed' | 'incremental' | 'without-indexing' | 'never-indexed';

/** A field line, and how the block represents it. Offsets count from the first byte of the block. */
export interface DecodedField {
  /** One character a byte (ISO 8859-1), since a value may hold any bytes. */
  readonly name: string;
  readonly value: string;
  readonly neverIndexed: boolean;
  readonly representation: Representation;
  /** The index that stands in the representation: of the field when `indexed`, else of its name; 0 for a literal name. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Whether the literal name, or value, is Huffman-coded. False where there is no literal. */
  readonly huffmanName: boolean;
  readonly huffmanValue: boolean;
}

/** A dynamic table size update (RFC 7541 §6.3). */
export interface SizeUpdate {
  readonly maxSize: number;
  readonly start: number;
  readonly end: number;
}

/** An entry that left the dynamic table, and the offset of the representation that drove it out. */
export interface EvictedEntry extends TableEntry {
  readonly by: number;
}

/** What a header block decodes to. */
export interface HeaderBlock {
  /** In the order of the block; never reordered, never merged. */
  readonly fields: readonly DecodedField[];
  readonly sizeUpdates: readonly SizeUpdate[];
  /** Oldest first. */
  readonly evicted: readonly EvictedEntry[];
  /** Offsets count from the first byte of the block. */
  readonly diagnostics: readonly Diagnostic[];
  /** The block's bytes. */
  readonly length: number;
  /** How far decoding came: less than `length` after a decoding error. */
  readonly decodedLength: number;
  /** The header list's size as RFC 9113 §6.5.2 counts it: names, values and 32 a field. */
  readonly listSize: number;
  /** Dynamic table before and after this block, in bytes (RFC 7541 §4.1) and in entries. */
  readonly tableSizeBefore: number;
  readonly tableSizeAfter: number;
  readonly tableEntriesBefore: number;
  readonly tableEntriesAfter: number;
  /** The maximum size in force after this block. */
  readonly maxTableSize: number;
}
