/*
 * Masking, RFC 6455 §5.3: byte i of the payload is XORed with byte i mod 4 of the Masking-key. The same step masks and
 * unmasks. It is no secrecy (the key stands in front of the payload): it keeps a script from choosing the bytes on
 * the wire, so that no proxy in between can be made to take them for something else (RFC 6455 §10.3).
 */

/** The byte of the Masking-key that belongs to the payload byte at `index`. */
export function maskingByte(maskingKey: number, index: number): number {
  return (maskingKey >>> ((3 - (index & 3)) * 8)) & 0xff;
}

/**
 * The payload, unmasked (or masked) into a new array. Empty input gives an empty array.
 * `maskingKey` is the four bytes as one big-endian number. `offset` is where `payload` starts in the frame's payload, for
 * a slice of it.
 */
export function unmask(payload: Uint8Array, maskingKey: number, offset = 0): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(payload.length);
  const k0 = maskingByte(maskingKey, offset);
  const k1 = maskingByte(maskingKey, offset + 1);
  const k2 = maskingByte(maskingKey, offset + 2);
  const k3 = maskingByte(maskingKey, offset + 3);
  const whole = payload.length & ~3;
  let at = 0;
  for (; at < whole; at += 4) {
    out[at] = (payload[at] as number) ^ k0;
    out[at + 1] = (payload[at + 1] as number) ^ k1;
    out[at + 2] = (payload[at + 2] as number) ^ k2;
    out[at + 3] = (payload[at + 3] as number) ^ k3;
  }
  for (; at < payload.length; at++) out[at] = (payload[at] as number) ^ maskingByte(maskingKey, offset + at);
  return out;
}

/** A frame's payload as its sender meant it: unmasked when it is masked, else the same array. */
export function plainPayload(frame: {
  readonly masked: boolean;
  readonly maskingKey: number;
  readonly payload: Uint8Array;
}): Uint8Array {
  return frame.masked ? unmask(frame.payload, frame.maskingKey) : frame.payload;
}
