import { isUtf8 } from '../../wire/text.ts';

/** How many bytes a character has by its first one (RFC 3629 §4); 0 for a byte that begins none. */
function characterBytes(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/**
 * The start of a UTF-8 text, without the part of a character that a cut left at its end. Bytes that are no UTF-8 stay as
 * they are.
 */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let cut = 1; cut <= Math.min(3, bytes.length); cut++) {
    const at = bytes.length - cut;
    const isCutOff = characterBytes(bytes[at] as number) > cut;
    if (isCutOff) return isUtf8(bytes.subarray(0, at)) ? bytes.subarray(0, at) : bytes;
  }
  return bytes;
}
