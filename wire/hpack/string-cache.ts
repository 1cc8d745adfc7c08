/*
 * Field names and values recur, from block to block and from connection to connection. Those met lately are found by their
 * bytes on the wire and need not be decoded again, which makes decoding about twice as fast, and one string serves all
 * blocks that hold it. A new string takes the place of whichever was in its slot.
 */
const SLOTS = 1024;
/** Longer strings are not remembered: they recur less, and 64 bytes a slot bound the memory to 64 KiB and the texts. */
export const MAX_CACHED_BYTES = 64;
const FNV_PRIME = 0x01000193;

const wire = new Uint8Array(SLOTS * MAX_CACHED_BYTES);
/** Byte count, and 128 when Huffman-coded; 0 for an empty slot. */
const keys = new Uint8Array(SLOTS);
const texts: string[] = Array.from({ length: SLOTS }, () => '');

/** The slot of the last `findText`, for `rememberText`. */
let slot = 0;

/** The text of a string literal that was remembered, or undefined. */
export function findText(
  block: Uint8Array,
  start: number,
  end: number,
  huffman: boolean,
): string | undefined {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (block[at] as number), FNV_PRIME);
  slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const length = end - start;
  if (keys[slot] !== (huffman ? length | 0x80 : length)) return undefined;
  const base = slot * MAX_CACHED_BYTES - start;
  for (let at = start; at < end; at++) {
    if (wire[base + at] !== block[at]) return undefined;
  }
  return texts[slot];
}

/** Remembers the text of the literal that `findText` was just asked for in vain. At most MAX_CACHED_BYTES. */
export function rememberText(
  block: Uint8Array,
  start: number,
  end: number,
  huffman: boolean,
  text: string,
): void {
  const base = slot * MAX_CACHED_BYTES - start;
  for (let at = start; at < end; at++) wire[base + at] = block[at] as number;
  keys[slot] = huffman ? (end - start) | 0x80 : end - start;
  texts[slot] = text;
}
