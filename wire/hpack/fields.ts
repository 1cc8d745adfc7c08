import type { FieldTable } from '../span.ts';

/** Every part of a header block, named as RFC 7541 names it. */
export const HPACK_FIELDS = {
  'hpack.indexed': {
    label: 'Indexed Header Field',
    spec: 'RFC 7541 §6.1',
    meaning: 'One number stands for a whole field, name and value, that one of the two tables holds.',
  },
  'hpack.incremental': {
    label: 'Literal Header Field with Incremental Indexing',
    spec: 'RFC 7541 §6.2.1',
    meaning:
      'A field written out that both ends then add to the dynamic table, so that next time an index will do.',
  },
  'hpack.without-indexing': {
    label: 'Literal Header Field without Indexing',
    spec: 'RFC 7541 §6.2.2',
    meaning: 'A field written out that is not added to the dynamic table.',
  },
  'hpack.never-indexed': {
    label: 'Literal Header Field Never Indexed',
    spec: 'RFC 7541 §6.2.3',
    meaning:
      'A field written out that no hop on the way may put into a table: its value is worth protecting.',
  },
  'hpack.size-update': {
    label: 'Dynamic Table Size Update',
    spec: 'RFC 7541 §6.3',
    meaning:
      'The encoder changes how large the dynamic table may be. Entries that no longer fit are evicted.',
  },
  'hpack.pattern': {
    label: 'Pattern',
    spec: 'RFC 7541 §6',
    meaning: 'The first bits of a representation tell which of the five kinds it is.',
  },
  'hpack.index': {
    label: 'Index',
    spec: 'RFC 7541 §2.3.3',
    meaning: '1 to 61 name entries of the static table, 62 and up those of the dynamic table, newest first.',
  },
  'hpack.max-size': {
    label: 'Max size',
    spec: 'RFC 7541 §6.3',
    meaning: 'The new maximum size of the dynamic table in bytes.',
  },
  'hpack.integer-continuation': {
    label: 'Integer, continued',
    spec: 'RFC 7541 §5.1',
    meaning: 'Seven more bits of an integer that did not fit its prefix, least significant first.',
  },
  'hpack.continuation-flag': {
    label: 'More',
    spec: 'RFC 7541 §5.1',
    meaning: 'Whether another byte of this integer follows.',
    values: { 0: 'the last byte of the integer', 1: 'another byte follows' },
  },
  'hpack.continuation-value': {
    label: 'Seven bits',
    spec: 'RFC 7541 §5.1',
    meaning: 'Their value, times 128 for each byte of this kind before it, is added to the integer.',
  },
  'hpack.name': {
    label: 'Name String',
    spec: 'RFC 7541 §6.2',
    meaning: 'The field name, written out because no table holds it or the encoder did not look.',
  },
  'hpack.value': {
    label: 'Value String',
    spec: 'RFC 7541 §6.2',
    meaning: 'The field value, written out.',
  },
  'hpack.huffman-flag': {
    label: 'H',
    spec: 'RFC 7541 §5.2',
    meaning: 'Whether the string is Huffman-coded.',
    values: { 0: 'the bytes as they are', 1: 'Huffman-coded' },
  },
  'hpack.string-length': {
    label: 'String Length',
    spec: 'RFC 7541 §5.2',
    meaning: 'How many bytes the string takes here, after any Huffman coding.',
  },
  'hpack.string-data': {
    label: 'String Data',
    spec: 'RFC 7541 §5.2',
    meaning: 'The bytes of the string.',
  },
  'hpack.huffman-symbol': {
    label: 'Symbol',
    spec: 'RFC 7541 Appendix B',
    meaning: 'One byte of the string, coded in 5 to 30 bits: frequent ones are short.',
  },
  'hpack.not-decoded': {
    label: 'Not decoded',
    spec: 'RFC 9113 §4.3',
    meaning: 'Bytes of the block from the first decoding error on, or of fields that were not kept.',
  },
} as const satisfies FieldTable;

export type HpackField = keyof typeof HPACK_FIELDS;
