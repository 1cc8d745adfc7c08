import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../wire/text.ts';
import { NOTATIONS, readBytes, writeBytes } from './notation.ts';

describe('bytes as people write them', () => {
  test.each(NOTATIONS)('read back as they were, in %s', (notation) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(readBytes(writeBytes(bytes, notation), notation)).toEqual({ ok: true, bytes });
      }),
    );
  });

  test('have a line break of the page behind each line feed, which is not sent', () => {
    const bytes = encodeUtf8('GET / HTTP/1.1\r\n\r\n');
    expect(writeBytes(bytes, 'text')).toBe('GET / HTTP/1.1\\r\\n\n\\r\\n\n');
  });

  test('are UTF-8 where they are no ASCII', () => {
    expect(readBytes('é\\xe9🌿', 'text')).toEqual({
      ok: true,
      bytes: Uint8Array.of(0xc3, 0xa9, 0xe9, 0xf0, 0x9f, 0x8c, 0xbf),
    });
  });

  test('stand sixteen on a line in hex', () => {
    expect(writeBytes(new Uint8Array(17), 'hex').split('\n')).toEqual([Array(16).fill('00').join(' '), '00']);
  });

  test.each([
    ['hex', '0', 'Each byte has two digits'],
    ['hex', '0g', '“g” is no hexadecimal digit'],
    ['text', '\\q', '“\\q” is no escape'],
    ['text', '\\x4', '“\\x” is no escape'],
    ['text', 'a\\', '“\\” is no escape'],
  ] as const)('are refused in %s as %j, and the problem is named', (notation, text, problem) => {
    expect(readBytes(text, notation)).toEqual({
      ok: false,
      problem: expect.stringContaining(problem) as unknown,
    });
  });
});
