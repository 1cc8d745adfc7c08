import { describe, expect, test } from 'vitest';
import { decodeLatin1 } from '../text.ts';
import { encodeChunk, encodeLastChunk, encodeRequestHead, encodeResponseHead } from './encode.ts';

describe('an encoded head', () => {
  test('has the request line, the fields in order and the empty line', () => {
    const headers = [
      { name: 'Host', value: 'a' },
      { name: 'X', value: 'é' },
    ];
    expect(decodeLatin1(encodeRequestHead({ method: 'GET', target: '/', headers }))).toBe(
      'GET / HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n',
    );
  });

  test('has the usual reason phrase unless another is given', () => {
    expect(decodeLatin1(encodeResponseHead({ status: 103 }))).toBe('HTTP/1.1 103 Early Hints\r\n\r\n');
    expect(decodeLatin1(encodeResponseHead({ status: 200, reason: 'Fine' }))).toBe(
      'HTTP/1.1 200 Fine\r\n\r\n',
    );
    expect(decodeLatin1(encodeResponseHead({ status: 299 }))).toBe('HTTP/1.1 299 \r\n\r\n');
  });

  test.each<[string, () => unknown]>([
    ['a method with a space', () => encodeRequestHead({ method: 'G T', target: '/' })],
    ['a target with a space', () => encodeRequestHead({ method: 'GET', target: '/a b' })],
    ['an empty target', () => encodeRequestHead({ method: 'GET', target: '' })],
    [
      'a field name with a colon',
      () => encodeResponseHead({ status: 200, headers: [{ name: 'a:', value: '' }] }),
    ],
    [
      'a line break in a value',
      () => encodeResponseHead({ status: 200, headers: [{ name: 'a', value: 'b\r\nc' }] }),
    ],
    [
      'white space around a value',
      () => encodeResponseHead({ status: 200, headers: [{ name: 'a', value: ' b' }] }),
    ],
    ['a character that ISO 8859-1 lacks', () => encodeRequestHead({ method: 'GET', target: '/🌿' })],
    ['a status of two digits', () => encodeResponseHead({ status: 99 })],
    ['a line break in a reason phrase', () => encodeResponseHead({ status: 200, reason: 'a\nb' })],
    ['a chunk without data', () => encodeChunk(new Uint8Array())],
  ])('is refused with %s', (_what, encode) => {
    expect(encode).toThrow(RangeError);
  });
});

test('chunks are written with their size in hexadecimal', () => {
  expect(decodeLatin1(encodeChunk(new Uint8Array(26).fill(0x61)))).toBe(`1a\r\n${'a'.repeat(26)}\r\n`);
  expect(decodeLatin1(encodeChunk(Uint8Array.of(0x61), 'x=y'))).toBe('1;x=y\r\na\r\n');
  expect(decodeLatin1(encodeLastChunk([{ name: 'X', value: 'y' }]))).toBe('0\r\nX: y\r\n\r\n');
});
