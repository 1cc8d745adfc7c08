/*
 * SHA-1 (RFC 3174), only for Sec-WebSocket-Accept. It is broken as a signature, and RFC 6455 §10.8 does not use it as
 * one: the hash only shows that the server read the key.
 */
const BLOCK_BYTES = 64;

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The message with a 1 bit, zeros, and its length in bits as 64 bits (RFC 3174 §4). */
function pad(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return view;
}

/** The function f and the constant K of each of the 80 steps (RFC 3174 §5). */
function round(step: number, b: number, c: number, d: number): number {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

/** The 20 bytes of the SHA-1 digest. Empty input has one too. */
export function sha1(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = pad(message);
  const digest = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (let block = 0; block < view.byteLength; block += BLOCK_BYTES) {
    for (let t = 0; t < 80; t++) {
      words[t] =
        t < 16
          ? view.getInt32(block + t * 4)
          : rotate(
              (words[t - 3] as number) ^
                (words[t - 8] as number) ^
                (words[t - 14] as number) ^
                (words[t - 16] as number),
              1,
            );
    }
    let [a, b, c, d, e] = digest as unknown as [number, number, number, number, number];
    for (let t = 0; t < 80; t++) {
      const next = (rotate(a, 5) + round(t, b, c, d) + e + (words[t] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [index, word] of [a, b, c, d, e].entries()) digest[index] = (digest[index] as number) + word;
  }
  const out = new DataView(new ArrayBuffer(20));
  digest.forEach((word, index) => out.setInt32(index * 4, word));
  return new Uint8Array(out.buffer);
}
