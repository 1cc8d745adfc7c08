import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../wire/text.ts';
import { wholeCharacters } from './whole-characters.ts';

test('a text that was cut anywhere loses the part of a character at its end, and nothing else', () => {
  const text = 'aé€😀';
  const bytes = encodeUtf8(text);
  const ends = [0, 1, 3, 6, 10];
  for (let length = 0; length <= bytes.length; length++) {
    const whole = ends.filter((end) => end <= length).at(-1);
    expect(wholeCharacters(bytes.subarray(0, length)).length, `${length} bytes`).toBe(whole);
  }
});

test('bytes that are no UTF-8 are left as they are, however few', () => {
  for (const bytes of [[255], [255, 0, 16], [0x61, 0x80], [0xff, 0xc3], [0xc0, 0x80]]) {
    expect([...wholeCharacters(Uint8Array.from(bytes))]).toEqual(bytes);
  }
});
