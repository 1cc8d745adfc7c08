import { expect, test } from 'vitest';
import { CLOSE_CODES, closeCodeMeaning, closeCodeName, maySendCloseCode, parseClose } from './close.ts';

test('a close body is a code and a reason', () => {
  expect(parseClose(Uint8Array.of(0x03, 0xe9, 0x62, 0x79, 0x65))).toEqual({ code: 1001, reason: 'bye' });
  expect(parseClose(Uint8Array.of(0x03, 0xe8))).toEqual({ code: 1000, reason: '' });
});

test('a close body shorter than a code is none', () => {
  expect(parseClose(new Uint8Array(0))).toBeUndefined();
  expect(parseClose(Uint8Array.of(3))).toBeUndefined();
});

test('codes that only report a state may not be sent', () => {
  const mayNot = Object.keys(CLOSE_CODES).filter((code) => !maySendCloseCode(Number(code)));
  expect(mayNot).toEqual(['1004', '1005', '1006', '1015']);
  expect([999, 1016, 2999, 3000, 4999, 5000].map(maySendCloseCode)).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('each code has a name and a meaning, by itself or by its range', () => {
  expect([1001, 999, 2000, 3500, 4001, 5000].map(closeCodeName)).toEqual([
    'Going Away',
    'not a close code',
    'unassigned',
    'unassigned',
    'private use',
    'not a close code',
  ]);
  for (let code = 0; code < 65_536; code += 7) expect(closeCodeMeaning(code)).toMatch(/\.$/);
});
