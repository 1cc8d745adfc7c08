import { DEFAULT_TABLE_SIZE } from './decoder.ts';
import type { Representation } from './header-block.ts';
import { DynamicTable } from './dynamic-table.ts';
import { encodeHuffman, huffmanLength } from './huffman.ts';
import { encodeInteger } from './integer.ts';
import { entrySize, STATIC_ENTRIES, STATIC_TABLE } from './static-table.ts';

/** When a string is Huffman-coded: when that makes it shorter, always, or never. */
export type HuffmanChoice = 'shorter' | 'always' | 'never';

/** A field to encode. Strings have one character a byte; higher ones lose their upper bits. */
export interface FieldToEncode {
  readonly name: string;
  readonly value: string;
  /** Left out: an index where a table holds the whole field, else `incremental`. `indexed` falls back to that, too. */
  readonly representation?: Representation;
}

export interface HpackEncoderOptions {
  /** Largest dynamic table this encoder uses. Default 4,096 bytes. */
  readonly maxTableSize?: number;
  readonly huffman?: HuffmanChoice;
}

/** One compression context: encodes the header blocks of one direction of a connection, in their order. */
export interface HpackEncoder {
  encode(fields: readonly FieldToEncode[]): Uint8Array;
  /** Uses another table size; the next block announces it (RFC 7541 §4.2). */
  setMaxTableSize(maxSize: number): void;
}

/** The bits in front of each literal representation, and the size of its index prefix (RFC 7541 §6.2). */
const LITERALS = {
  incremental: { pattern: 0x40, prefixBits: 6 },
  'without-indexing': { pattern: 0x00, prefixBits: 4 },
  'never-indexed': { pattern: 0x10, prefixBits: 4 },
} as const;

const ignoreEviction = (): void => undefined;

export function createHpackEncoder(options: HpackEncoderOptions = {}): HpackEncoder {
  const { maxTableSize = DEFAULT_TABLE_SIZE, huffman = 'shorter' } = options;
  const table = new DynamicTable(maxTableSize);
  /* Since the last block: the smallest size asked for, and the last (RFC 7541 §4.2 wants both). */
  let smallest: number | undefined = maxTableSize === DEFAULT_TABLE_SIZE ? undefined : maxTableSize;

  const encodeSizeUpdates = (out: number[]): void => {
    if (smallest === undefined) return;
    if (smallest < table.maxSize) encodeInteger(out, 0x20, smallest, 5);
    encodeInteger(out, 0x20, table.maxSize, 5);
    smallest = undefined;
  };

  const encodeField = (out: number[], { name, value, representation }: FieldToEncode): void => {
    const found = findField(table, name, value);
    const wantsIndex = representation === undefined || representation === 'indexed';
    if (wantsIndex && found.whole) {
      encodeInteger(out, 0x80, found.index, 7);
      return;
    }
    const literal = wantsIndex ? 'incremental' : representation;
    const { pattern, prefixBits } = LITERALS[literal];
    encodeInteger(out, pattern, found.index, prefixBits);
    if (found.index === 0) encodeString(out, name, huffman);
    encodeString(out, value, huffman);
    if (literal === 'incremental') table.add({ name, value, size: entrySize(name, value) }, ignoreEviction);
  };

  return {
    encode(fields) {
      const out: number[] = [];
      encodeSizeUpdates(out);
      for (const field of fields) encodeField(out, field);
      return Uint8Array.from(out);
    },
    setMaxTableSize(maxSize) {
      smallest = Math.min(smallest ?? maxSize, maxSize);
      table.resize(maxSize, ignoreEviction);
    },
  };
}

/** Where the tables hold a field: the whole of it, or its name only. Index 0 when neither is there. */
function findField(table: DynamicTable, name: string, value: string): { index: number; whole: boolean } {
  let byName = 0;
  for (let index = 1; index <= STATIC_ENTRIES + table.length; index++) {
    const entry = index <= STATIC_ENTRIES ? STATIC_TABLE[index - 1] : table.at(index);
    if (entry?.name !== name) continue;
    if (entry.value === value) return { index, whole: true };
    byName ||= index;
  }
  return { index: byName, whole: false };
}

/** A string literal (RFC 7541 §5.2). */
export function encodeString(out: number[], text: string, huffman: HuffmanChoice): void {
  const plain = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const coded =
    huffman === 'always' || (huffman === 'shorter' && huffmanLength(plain) < plain.length)
      ? encodeHuffman(plain)
      : undefined;
  const bytes = coded ?? plain;
  encodeInteger(out, coded ? 0x80 : 0x00, bytes.length, 7);
  for (const byte of bytes) out.push(byte);
}
