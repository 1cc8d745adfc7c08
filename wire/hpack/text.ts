import { decodeLatin1 } from '../text.ts';
import {
  decodeHuffmanInto,
  HUFFMAN_OK,
  lastHuffmanStatus,
  maxHuffmanDecodedLength,
  type HuffmanStatus,
} from './huffman.ts';
import { findText, MAX_CACHED_BYTES, rememberText } from './string-cache.ts';

/* Huffman output is written here first; it grows to the longest string met. */
let scratch = new Uint8Array(1024);

/** From this length on, one call of a TextDecoder is faster than building the string here: it takes some 90 ns. */
const LONG = 40;

/*
 * Few calls for the short strings that most are: each piece added to a text of 13 characters or more is an object of its
 * own. One call with all characters takes three times as long.
 */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start >= LONG) return decodeLatin1(bytes, start, end);
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    );
  }
  if (at + 4 <= end) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
    );
    at += 4;
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

function decodeText(block: Uint8Array, start: number, end: number, huffman: boolean): string {
  if (!huffman) return latin1(block, start, end);
  const room = maxHuffmanDecodedLength(end - start);
  if (room > scratch.length) scratch = new Uint8Array(room);
  const written = decodeHuffmanInto(block, start, end, scratch);
  status = lastHuffmanStatus();
  return latin1(scratch, 0, written);
}

let status: HuffmanStatus = HUFFMAN_OK;

/** How the last `readText` ended. Apart from it, so that a string costs no object. */
export function lastTextStatus(): HuffmanStatus {
  return status;
}

/**
 * The octets of a string literal (RFC 7541 §5.2) as text, one character a byte. With a Huffman fault: what came before it;
 * `lastTextStatus()` says so.
 */
export function readText(block: Uint8Array, start: number, end: number, huffman: boolean): string {
  status = HUFFMAN_OK;
  const length = end - start;
  if (length === 0) return '';
  if (length > MAX_CACHED_BYTES) return decodeText(block, start, end, huffman);
  const known = findText(block, start, end, huffman);
  if (known !== undefined) return known;
  const text = decodeText(block, start, end, huffman);
  if (status === HUFFMAN_OK) rememberText(block, start, end, huffman, text);
  return text;
}
