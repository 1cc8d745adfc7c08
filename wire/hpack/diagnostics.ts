import { createReporter, type DiagnosticDefinition } from '../diagnostic.ts';

/** Everything that can be wrong with a header block as HPACK sees it. A decoding error costs the connection. */
export const HPACK_DIAGNOSTICS = {
  'hpack/index-zero': {
    severity: 'error',
    message: 'Index 0 names no field.',
    spec: 'RFC 7541 §6.1',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/index-beyond-table': {
    severity: 'error',
    message: 'The index is beyond the end of the dynamic table.',
    spec: 'RFC 7541 §2.3.3',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/integer-too-large': {
    severity: 'error',
    message: 'The integer is larger than 4,294,967,295, or written in more than six bytes.',
    spec: 'RFC 7541 §5.1',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/truncated': {
    severity: 'error',
    message: 'The header block ends inside a representation.',
    spec: 'RFC 9113 §4.3',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/huffman-eos': {
    severity: 'error',
    message: 'The Huffman string contains the EOS symbol.',
    spec: 'RFC 7541 §5.2',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/huffman-padding': {
    severity: 'error',
    message: 'The Huffman string ends in padding that is longer than seven bits or not all ones.',
    spec: 'RFC 7541 §5.2',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/size-update-late': {
    severity: 'error',
    message: 'A dynamic table size update stands after a field; it must begin the header block.',
    spec: 'RFC 7541 §4.2',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/size-update-too-large': {
    severity: 'error',
    message: 'The new dynamic table size is above the limit that the decoder set.',
    spec: 'RFC 7541 §6.3',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/size-update-missing': {
    severity: 'error',
    message:
      'The decoder lowered the table size below the one in use, but the block does not begin with an update.',
    spec: 'RFC 7541 §4.2',
    response: 'COMPRESSION_ERROR',
  },
  'hpack/field-list-cut': {
    severity: 'warning',
    message: 'The header list is larger than is kept; the rest still updates the dynamic table.',
    spec: 'RFC 9113 §10.5.1',
    response: '431',
  },
  'hpack/table-bound': {
    severity: 'warning',
    message: 'The dynamic table may grow beyond what is kept here; entries may be missing later.',
    spec: 'RFC 7541 §4.2',
    response: '',
  },
  'hpack/context-lost': {
    severity: 'note',
    message:
      'An earlier header block could not be decoded, so indices may name other fields than the sender meant.',
    spec: 'RFC 7541 §2.2',
    response: '',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type HpackDiagnosticCode = keyof typeof HPACK_DIAGNOSTICS;

export const reportHpack = createReporter<HpackDiagnosticCode>(HPACK_DIAGNOSTICS);
