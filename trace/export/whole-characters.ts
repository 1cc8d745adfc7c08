import { isUtf8 } from '../../wire/text.ts';

/** The longest part of a character that can be cut off: a character has up to four bytes (RFC 3629 §3). */
const LONGEST_PART = 3;

/** The first bytes of a UTF-8 text without the part of a character at their end. Bytes that are no UTF-8 stay as they are. */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let cut = 0; cut <= Math.min(LONGEST_PART, bytes.length); cut++) {
    const shorter = bytes.subarray(0, bytes.length - cut);
    if (isUtf8(shorter)) return shorter;
  }
  return bytes;
}
