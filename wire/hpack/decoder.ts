import { NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import { reportHpack, type HpackDiagnosticCode } from './diagnostics.ts';
import { DynamicTable } from './dynamic-table.ts';
import { HUFFMAN_EOS, HUFFMAN_OK } from './huffman.ts';
import type { DecodedField, EvictedEntry, HeaderBlock, Representation, SizeUpdate } from './header-block.ts';
import { decodeInteger } from './integer.ts';
import { lastTextStatus, readText } from './text.ts';
import { ENTRY_OVERHEAD, STATIC_ENTRIES, type TableEntry } from './static-table.ts';

export type { HeaderBlock };

/** The table size both ends start with (RFC 9113 §6.5.2, SETTINGS_HEADER_TABLE_SIZE). */
export const DEFAULT_TABLE_SIZE = 4096;
/** Header lists are kept up to this size (as RFC 9113 §6.5.2 counts it), so that a few bytes cannot ask for gigabytes. */
export const DEFAULT_MAX_HEADER_LIST_SIZE = 1_048_576;
/** A peer may allow a table of 4 GiB; not more than this much of one is kept. */
export const MAX_KEPT_TABLE_SIZE = 16_777_216;

export interface HpackDecoderOptions {
  /** SETTINGS_HEADER_TABLE_SIZE in force at the start. Default 4,096. */
  readonly maxTableSize?: number;
  /** Fields beyond this list size are dropped with a diagnostic. Default 1 MiB. */
  readonly maxHeaderListSize?: number;
}

/** One compression context: decodes the blocks of one direction of a connection, in their order. */
export interface HpackDecoder {
  /** Decodes a whole header block: all fragments joined. Bad bytes give diagnostics, never an exception. */
  decode(block: Uint8Array): HeaderBlock;
  /**
   * The limit for size updates: SETTINGS_HEADER_TABLE_SIZE of the endpoint that receives these blocks. It binds from the
   * sender's SETTINGS acknowledgment on (RFC 9113 §6.5.3), so call it then.
   */
  setMaxTableSize(maxSize: number): void;
  /** The dynamic table as it stands, newest first: the first has index 62. */
  table(): readonly TableEntry[];
  /** Bytes of the dynamic table in use (RFC 7541 §4.1). */
  readonly tableSize: number;
  /** What the next blocks are decoded with, for `resumeHpackDecoder`. It does not change with them. */
  context(): HpackContext;
}

/** Where a decoder stands between two blocks. */
export interface HpackContext {
  /** Newest first. */
  readonly entries: readonly TableEntry[];
  /** The table's maximum size, and what a size update may ask for. */
  readonly maxSize: number;
  readonly limit: number;
  readonly updateDue: boolean;
  readonly contextLost: boolean;
}

export function createHpackDecoder(options: HpackDecoderOptions = {}): HpackDecoder {
  return new Decoder(options);
}

/** A decoder that goes on where another one stood. */
export function resumeHpackDecoder(context: HpackContext, options: HpackDecoderOptions = {}): HpackDecoder {
  const decoder = new Decoder(options);
  decoder.resume(context);
  return decoder;
}

const NO_UPDATES: readonly SizeUpdate[] = Object.freeze([]);
const NO_EVICTIONS: readonly EvictedEntry[] = Object.freeze([]);

class Decoder implements HpackDecoder {
  #table: DynamicTable;
  readonly #maxHeaderListSize: number;
  /** What size updates may ask for. */
  #limit: number;
  #updateDue = false;
  #contextLost = false;

  /* The block being decoded. */
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  #start = 0;
  #failed = false;
  #huffman = false;
  #fields: DecodedField[] = [];
  #listSize = 0;
  #updates: SizeUpdate[] | undefined;
  #evicted: EvictedEntry[] | undefined;
  #diagnostics: Diagnostic[] | undefined;
  readonly #evict = (entry: TableEntry): void => {
    (this.#evicted ??= []).push({ name: entry.name, value: entry.value, size: entry.size, by: this.#start });
  };

  constructor(options: HpackDecoderOptions) {
    this.#limit = options.maxTableSize ?? DEFAULT_TABLE_SIZE;
    this.#maxHeaderListSize = options.maxHeaderListSize ?? DEFAULT_MAX_HEADER_LIST_SIZE;
    this.#table = new DynamicTable(Math.min(this.#limit, MAX_KEPT_TABLE_SIZE));
  }

  get tableSize(): number {
    return this.#table.size;
  }

  table(): readonly TableEntry[] {
    return this.#table.list();
  }

  context(): HpackContext {
    const { maxSize } = this.#table;
    const limit = this.#limit;
    return {
      entries: this.table(),
      maxSize,
      limit,
      updateDue: this.#updateDue,
      contextLost: this.#contextLost,
    };
  }

  resume({ entries, maxSize, limit, updateDue, contextLost }: HpackContext): void {
    this.#table = new DynamicTable(maxSize);
    for (let at = entries.length - 1; at >= 0; at--) this.#table.add(entries[at] as TableEntry, this.#evict);
    this.#limit = limit;
    this.#updateDue = updateDue;
    this.#contextLost = contextLost;
  }

  setMaxTableSize(maxSize: number): void {
    this.#limit = maxSize;
    if (maxSize < this.#table.maxSize) this.#updateDue = true;
  }

  decode(block: Uint8Array): HeaderBlock {
    const table = this.#table;
    const tableSizeBefore = table.size;
    const tableEntriesBefore = table.length;
    this.#begin(block);
    while (this.#at < block.length && !this.#failed) this.#representation();
    if (this.#failed) this.#contextLost = true;
    return {
      fields: this.#fields,
      sizeUpdates: this.#updates ?? NO_UPDATES,
      evicted: this.#evicted ?? NO_EVICTIONS,
      diagnostics: this.#diagnostics ?? NO_DIAGNOSTICS,
      length: block.length,
      decodedLength: this.#failed ? this.#start : block.length,
      listSize: this.#listSize,
      tableSizeBefore,
      tableSizeAfter: table.size,
      tableEntriesBefore,
      tableEntriesAfter: table.length,
      maxTableSize: table.maxSize,
    };
  }

  #begin(block: Uint8Array): void {
    this.#block = block;
    this.#at = 0;
    this.#start = 0;
    this.#failed = false;
    this.#fields = [];
    this.#listSize = 0;
    this.#updates = undefined;
    this.#evicted = undefined;
    this.#diagnostics = undefined;
    if (this.#contextLost) this.#report('hpack/context-lost', 0, 0);
    if (this.#updateDue && ((block[0] ?? 0x20) & 0xe0) !== 0x20) {
      this.#report('hpack/size-update-missing', 0, 1);
      this.#updateDue = false;
    }
  }

  /** One representation. Its first bits tell which (RFC 7541 §6); the rest of the byte begins an integer. */
  #representation(): void {
    this.#start = this.#at;
    const first = this.#block[this.#at] as number;
    if (first & 0x80) this.#indexed();
    else if (first & 0x40) this.#literal('incremental', 6);
    else if (first & 0x20) this.#sizeUpdate();
    else this.#literal(first & 0x10 ? 'never-indexed' : 'without-indexing', 4);
  }

  #indexed(): void {
    const index = this.#integer(7);
    if (this.#failed) return;
    const entry = this.#entry(index);
    if (entry) this.#addField(entry.name, entry.value, 'indexed', index, false, false);
  }

  #literal(representation: Representation, prefixBits: number): void {
    const index = this.#integer(prefixBits);
    if (this.#failed) return;
    let name: string;
    let huffmanName = false;
    if (index === 0) {
      name = this.#string();
      huffmanName = this.#huffman;
    } else {
      const entry = this.#entry(index);
      if (!entry) return;
      name = entry.name;
    }
    if (this.#failed) return;
    const value = this.#string();
    if (this.#failed) return;
    this.#addField(name, value, representation, index, huffmanName, this.#huffman);
    if (representation === 'incremental') {
      const size = name.length + value.length + ENTRY_OVERHEAD;
      this.#table.add({ name, value, size }, this.#evict);
    }
  }

  #sizeUpdate(): void {
    const maxSize = this.#integer(5);
    if (this.#failed) return;
    if (this.#fields.length > 0) this.#report('hpack/size-update-late', this.#start, this.#at);
    if (maxSize > this.#limit) {
      this.#fail(
        'hpack/size-update-too-large',
        this.#at,
        `It asks for ${maxSize}; the limit is ${this.#limit}.`,
      );
      return;
    }
    this.#updateDue = false;
    (this.#updates ??= []).push({ maxSize, start: this.#start, end: this.#at });
    if (maxSize > MAX_KEPT_TABLE_SIZE) this.#report('hpack/table-bound', this.#start, this.#at);
    this.#table.resize(Math.min(maxSize, MAX_KEPT_TABLE_SIZE), this.#evict);
  }

  #addField(
    name: string,
    value: string,
    representation: Representation,
    index: number,
    huffmanName: boolean,
    huffmanValue: boolean,
  ): void {
    const before = this.#listSize;
    this.#listSize += name.length + value.length + ENTRY_OVERHEAD;
    if (this.#listSize > this.#maxHeaderListSize) {
      if (before <= this.#maxHeaderListSize) this.#report('hpack/field-list-cut', this.#start, this.#at);
      return;
    }
    this.#fields.push({
      name,
      value,
      neverIndexed: representation === 'never-indexed',
      representation,
      index,
      start: this.#start,
      end: this.#at,
      huffmanName,
      huffmanValue,
    });
  }

  #entry(index: number): TableEntry | undefined {
    const entry = this.#table.at(index);
    if (entry) return entry;
    if (index === 0) this.#fail('hpack/index-zero', this.#at);
    else {
      const highest = STATIC_ENTRIES + this.#table.length;
      this.#fail('hpack/index-beyond-table', this.#at, `Index ${index}; the highest is ${highest}.`);
    }
    return undefined;
  }

  #integer(prefixBits: number): number {
    const full = (1 << prefixBits) - 1;
    const value = (this.#block[this.#at] as number) & full;
    if (value < full) {
      this.#at += 1;
      return value;
    }
    const read = decodeInteger(this.#block, this.#at, prefixBits);
    this.#at = read.end;
    if (read.fault) this.#fail(`hpack/${read.fault}`, read.end);
    return read.value;
  }

  /** A string literal (RFC 7541 §5.2): H bit, length, octets. Leaves in `#huffman` whether the H bit is set. */
  #string(): string {
    const block = this.#block;
    if (this.#at >= block.length) {
      this.#fail('hpack/truncated', this.#at);
      return '';
    }
    this.#huffman = (block[this.#at] as number) >= 0x80;
    const length = this.#integer(7);
    if (this.#failed) return '';
    const start = this.#at;
    const end = start + length;
    if (end > block.length) {
      this.#fail('hpack/truncated', block.length);
      return '';
    }
    this.#at = end;
    const text = readText(block, start, end, this.#huffman);
    const status = lastTextStatus();
    if (status !== HUFFMAN_OK) {
      this.#fail(status === HUFFMAN_EOS ? 'hpack/huffman-eos' : 'hpack/huffman-padding', end);
    }
    return text;
  }

  #fail(code: HpackDiagnosticCode, end: number, detail?: string): void {
    this.#failed = true;
    this.#report(code, this.#start, end, detail);
  }

  #report(code: HpackDiagnosticCode, start: number, end: number, detail?: string): void {
    (this.#diagnostics ??= []).push(reportHpack(code, start, end, detail));
  }
}
