import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskingByte, plainPayload, unmask } from './mask.ts';

test('unmasks the Hello of RFC 6455 §5.7', () => {
  expect(unmask(Uint8Array.of(0x7f, 0x9f, 0x4d, 0x51, 0x58), 0x37fa213d)).toEqual(
    Uint8Array.of(0x48, 0x65, 0x6c, 0x6c, 0x6f),
  );
});

test('unmasking is XOR with the key bytes in turn, and masking twice changes nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(0xffffffff), fc.nat(9), (payload, key, offset) => {
      const masked = unmask(payload, key, offset);
      expect([...masked]).toEqual(
        Array.from(payload, (byte, index) => byte ^ maskingByte(key, offset + index)),
      );
      expect([...unmask(masked, key, offset)]).toEqual([...payload]);
    }),
  );
});

test('a slice of a payload is unmasked by its offset', () => {
  const payload = Uint8Array.from({ length: 11 }, (_, index) => index);
  expect(unmask(payload.subarray(5), 0x01020304, 5)).toEqual(unmask(payload, 0x01020304).subarray(5));
});

test('a payload that is not masked is returned as it is', () => {
  const payload = Uint8Array.of(1, 2);
  expect(plainPayload({ masked: false, maskingKey: 0, payload })).toBe(payload);
});
