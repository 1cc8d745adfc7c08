/*
 * Field names and values recur, from block to block and from connection to connection. Those met lately are found by their
 * bytes on the wire and need not be decoded again, which makes decoding about twice as fast, and one string serves all
 * blocks that hold it. A new string takes the place of whichever was in its slot.
 */
const SLOTS = 1024;
/** Longer strings are not remembered: they recur less, and 64 bytes a slot bound the memory to 64 KiB and the texts. */
export const MAX_CACHED_BYTES = 64;
/** Of each end of a literal. */
const HASHED_BYTES = 6;
const FNV_PRIME = 0x01000193;

const wire = new Uint8Array(SLOTS * MAX_CACHED_BYTES);
/** Byte count, and 128 when Huffman-coded; 0 for an empty slot. */
const keys = new Uint8Array(SLOTS);
const texts: string[] = Array.from({ length: SLOTS }, () => '');

/** The slot of the last `findText`, for `rememberText`. */
let slot = 0;

/**
 * The slot of a literal. Of a long one only both ends are looked at, where nearly all differ, since every byte of it is
 * compared anyhow; two that fall together only take turns in a slot.
 */
function slotOf(block: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  const head = hash > 2 * HASHED_BYTES ? start + HASHED_BYTES : end;
  for (let at = start; at < head; at++) hash = Math.imul(hash ^ (block[at] as number), FNV_PRIME);
  if (head < end) {
    for (let at = end - HASHED_BYTES; at < end; at++) {
      hash = Math.imul(hash ^ (block[at] as number), FNV_PRIME);
    }
  }
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

/** The text of a string literal that was remembered, or undefined. */
export function findText(
  block: Uint8Array,
  start: number,
  end: number,
  huffman: boolean,
): string | undefined {
  const length = end - start;
  slot = slotOf(block, start, end);
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
