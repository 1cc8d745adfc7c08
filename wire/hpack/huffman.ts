import { EOS, HUFFMAN_CODES, HUFFMAN_LENGTHS } from './huffman-code.ts';

/*
 * Decoding walks the code tree a byte at a time. A state is an inner node of the tree; there are 256, since there are
 * 257 leaves. One entry of the table says, for a state and the next byte, which state follows and what is written on
 * the way: two symbols at most, because no code is shorter than five bits.
 *
 *    31        30..26   25..24   23..16     15..8      7..0
 *   +---------+--------+--------+----------+----------+------------+
 *   | EOS met |        | count  | second   | first    | next state |
 *   +---------+--------+--------+----------+----------+------------+
 */
const EOS_MET = 1 << 31;

/** Inner nodes: `next[2 * node + bit]` is an inner node, or ~symbol for a leaf. */
function buildTree(): Int16Array {
  const next = new Int16Array(512);
  let nodes = 1;
  for (let symbol = 0; symbol <= EOS; symbol++) {
    const code = HUFFMAN_CODES[symbol] as number;
    let node = 0;
    for (let bit = (HUFFMAN_LENGTHS[symbol] as number) - 1; bit >= 0; bit--) {
      const slot = 2 * node + ((code >>> bit) & 1);
      if (bit === 0) next[slot] = ~symbol;
      else node = next[slot] || (next[slot] = nodes++);
    }
  }
  return next;
}

function buildTable(next: Int16Array): Int32Array {
  const table = new Int32Array(256 * 256);
  for (let state = 0; state < 256; state++) {
    for (let byte = 0; byte < 256; byte++) {
      let node = state;
      let symbols = 0;
      let count = 0;
      let eos = 0;
      for (let bit = 7; bit >= 0 && eos === 0; bit--) {
        const to = next[2 * node + ((byte >>> bit) & 1)] as number;
        if (to >= 0) node = to;
        else {
          node = 0;
          if (~to === EOS) eos = EOS_MET;
          else symbols |= ~to << (8 + 8 * count++);
        }
      }
      table[(state << 8) | byte] = eos | (count << 24) | symbols | node;
    }
  }
  return table;
}

/** The states in which a string may end: nothing left over, or up to seven one bits, the beginning of EOS (§5.2). */
function buildAccepting(next: Int16Array): Uint8Array {
  const accepting = new Uint8Array(256);
  let node = 0;
  for (let bits = 0; bits <= 7; bits++) {
    accepting[node] = 1;
    node = next[2 * node + 1] as number;
  }
  return accepting;
}

/* Built when the first string is decoded: 256 KiB and some milliseconds that a page without HTTP/2 does not need. */
let tables: { readonly table: Int32Array; readonly accepting: Uint8Array } | undefined;

function lazyTables() {
  const next = buildTree();
  return (tables = { table: buildTable(next), accepting: buildAccepting(next) });
}

export const HUFFMAN_OK = 0;
/** EOS stands in the string. */
export const HUFFMAN_EOS = 1;
/** The last bits are neither a symbol nor a padding of at most seven ones. */
export const HUFFMAN_PADDING = 2;
export type HuffmanStatus = typeof HUFFMAN_OK | typeof HUFFMAN_EOS | typeof HUFFMAN_PADDING;

/** The most bytes that `length` Huffman-coded bytes can decode to. */
export function maxHuffmanDecodedLength(length: number): number {
  return Math.floor((length * 8) / 5);
}

/**
 * Decodes `bytes[start, end)` into `out`, which must have room for `maxHuffmanDecodedLength`. `out` holds what was
 * decoded before a fault, too. Returns the number of bytes written; the status is in `lastHuffmanStatus()`.
 * An empty range gives none.
 */
export function decodeHuffmanInto(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  const { table, accepting } = tables ?? lazyTables();
  let state = 0;
  let written = 0;
  for (let at = start; at < end; at++) {
    const step = table[(state << 8) | (bytes[at] as number)] as number;
    if (step >= 1 << 24) {
      out[written++] = step >> 8;
      if (step >= 2 << 24) out[written++] = step >> 16;
    } else if (step < 0) {
      /* What came before EOS in this byte still counts. */
      const count = (step >>> 24) & 3;
      if (count > 0) out[written++] = step >> 8;
      if (count > 1) out[written++] = step >> 16;
      status = HUFFMAN_EOS;
      return written;
    }
    state = step & 0xff;
  }
  status = accepting[state] === 1 ? HUFFMAN_OK : HUFFMAN_PADDING;
  return written;
}

let status: HuffmanStatus = HUFFMAN_OK;

/** How the last call of `decodeHuffmanInto` ended. Apart from it, so that a string costs no object. */
export function lastHuffmanStatus(): HuffmanStatus {
  return status;
}

/** Huffman-decodes a whole run (RFC 7541 §5.2). A fault keeps what was decoded before it. */
export function decodeHuffman(bytes: Uint8Array): { bytes: Uint8Array; status: HuffmanStatus } {
  const out = new Uint8Array(maxHuffmanDecodedLength(bytes.length));
  const length = decodeHuffmanInto(bytes, 0, bytes.length, out);
  return { bytes: out.subarray(0, length), status };
}

/** How many bytes the Huffman code needs for these, padding included. */
export function huffmanLength(bytes: Uint8Array): number {
  let bits = 0;
  for (const byte of bytes) bits += HUFFMAN_LENGTHS[byte] as number;
  return Math.ceil(bits / 8);
}

/** Huffman-encodes a run (RFC 7541 §5.2), padded with ones. No bytes give no bytes. */
export function encodeHuffman(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(huffmanLength(bytes));
  let at = 0;
  /* The bits that do not fill a byte yet: fewer than 8, so that with the longest code they stay below 2^38. */
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    const length = HUFFMAN_LENGTHS[byte] as number;
    value = value * 2 ** length + (HUFFMAN_CODES[byte] as number);
    bits += length;
    while (bits >= 8) {
      bits -= 8;
      const top = Math.floor(value / 2 ** bits);
      out[at++] = top;
      value -= top * 2 ** bits;
    }
  }
  if (bits > 0) out[at] = (value << (8 - bits)) | (0xff >> bits);
  return out;
}
