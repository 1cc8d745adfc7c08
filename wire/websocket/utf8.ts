import { maskingByte } from './mask.ts';

/*
 * UTF-8 (RFC 3629 §4) checked piece by piece, since a character may be split over fragments (RFC 6455 §5.6) and the
 * payload may still be masked. The state is one number, so that checking allocates nothing:
 *
 *   0                        between two characters
 *   lower | upper<<8 | n<<16 inside one: the next byte must lie in lower..upper, and n bytes are still to come
 *   -1 - index               the byte at `index` of the piece cannot stand there
 */
export const UTF8_START = 0;

const continuation = (count: number, lower = 0x80, upper = 0xbf): number =>
  lower | (upper << 8) | (count << 16);

/** The state after the first byte of a character of several bytes; -1 for a byte that starts none. */
function lead(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return -1;
  if (byte < 0xe0) return continuation(1);
  /* Overlong forms, surrogates, and what lies above U+10FFFF are told by the second byte. */
  if (byte < 0xf0) return continuation(2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf);
  return continuation(3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf);
}

/**
 * Checks the next piece. `maskingKey` is 0 for bytes that are not masked (XOR with 0 changes nothing).
 * An empty piece leaves the state as it is. At the end of the text the state must be `UTF8_START`.
 */
export function checkUtf8(state: number, piece: Uint8Array, maskingKey: number): number {
  for (let index = 0; index < piece.length; index++) {
    const byte = (piece[index] as number) ^ (maskingKey === 0 ? 0 : maskingByte(maskingKey, index));
    if (state === UTF8_START) {
      if (byte < 0x80) continue;
      state = lead(byte);
      if (state < 0) return -1 - index;
    } else {
      const left = (state >>> 16) - 1;
      if (byte < (state & 0xff) || byte > ((state >>> 8) & 0xff)) return -1 - index;
      state = left === 0 ? UTF8_START : continuation(left);
    }
  }
  return state;
}
