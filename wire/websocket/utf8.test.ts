import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUtf8 } from '../text.ts';
import { unmask } from './mask.ts';
import { checkUtf8, UTF8_START } from './utf8.ts';

/** Bytes from the edges of the ranges of RFC 3629 §4, where mistakes would be. */
const edgeBytes = fc.array(
  fc.constantFrom(
    ...[0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf],
    ...[0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
  ),
  { maxLength: 8 },
);

test('agrees with TextDecoder about what is UTF-8', () => {
  fc.assert(
    fc.property(edgeBytes, (bytes) => {
      const input = Uint8Array.from(bytes);
      expect(checkUtf8(UTF8_START, input, 0) === UTF8_START).toBe(isUtf8(input));
    }),
    { numRuns: 5_000 },
  );
});

test('gives the same verdict for text in pieces, and for masked text', () => {
  fc.assert(
    fc.property(edgeBytes, fc.nat(8), fc.nat(0xffffffff), (bytes, cut, key) => {
      const input = Uint8Array.from(bytes);
      const whole = checkUtf8(UTF8_START, input, 0);
      expect(checkUtf8(UTF8_START, unmask(input, key), key)).toBe(whole);
      const first = checkUtf8(UTF8_START, input.subarray(0, cut), 0);
      if (first >= 0) {
        const second = checkUtf8(first, input.subarray(cut), 0);
        expect(second < 0 ? second - Math.min(cut, input.length) : second).toBe(whole);
      } else expect(first).toBe(whole);
    }),
    { numRuns: 5_000 },
  );
});
