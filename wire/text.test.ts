import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLatin1, encodeUtf8, utf8Length } from './text.ts';

test('ISO 8859-1 gives one character a byte, in short texts and long ones', () => {
  const ascii = fc.uint8Array({ maxLength: 80, max: 0x7f });
  fc.assert(
    fc.property(fc.oneof(ascii, fc.uint8Array({ maxLength: 80 })), fc.nat(10), (bytes, start) => {
      const expected = Buffer.from(bytes).subarray(start).toString('latin1');
      expect(decodeLatin1(bytes, Math.min(start, bytes.length))).toBe(expected);
    }),
  );
  expect(decodeLatin1(new Uint8Array(20_000).fill(0xe9))).toBe('é'.repeat(20_000));
  expect(decodeLatin1(Uint8Array.of(1, 0x41, 0x42), 1, 2)).toBe('A');
  expect(decodeLatin1(new Uint8Array())).toBe('');
});

test('the length in UTF-8 is that of the encoded text, lone surrogates included', () => {
  const units = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(units, (text) => {
      expect(utf8Length(text)).toBe(encodeUtf8(text).length);
    }),
  );
  for (const text of ['', 'a', 'é', '€', '😀', '😀a', '\ud83d', '\ude00', '\ud83d\ud83d\ude00'])
    expect(utf8Length(text), JSON.stringify(text)).toBe(encodeUtf8(text).length);
});
