import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeAccept, encodeBase64, isValidKey } from './accept-key.ts';
import { sha1 } from './sha1.ts';

test('computes the accept value of RFC 6455 §1.3, step by step', () => {
  expect(computeAccept('dGhlIHNhbXBsZSBub25jZQ==')).toEqual({
    key: 'dGhlIHNhbXBsZSBub25jZQ==',
    joined: 'dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
    sha1Hex: 'b37a4f2cc0624f1690f64606cf385945b2bec4ea',
    accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  });
});

test('takes no notice of white space around the key', () => {
  expect(computeAccept(' dGhlIHNhbXBsZSBub25jZQ== ').accept).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test('SHA-1 and base64 agree with those of Node for every length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([...sha1(bytes)]).toEqual([...createHash('sha1').update(bytes).digest()]);
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
    { numRuns: 300 },
  );
});

test('a key is 16 bytes in base64', () => {
  expect(isValidKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe(true);
  expect(isValidKey(Buffer.alloc(15).toString('base64'))).toBe(false);
  expect(isValidKey(Buffer.alloc(17).toString('base64'))).toBe(false);
  expect(isValidKey('dGhlIHNhbXBsZSBub25jZR==')).toBe(false);
  expect(isValidKey('')).toBe(false);
});
