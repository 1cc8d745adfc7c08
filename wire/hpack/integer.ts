/** Integers above this are refused: no length or table size in HTTP/2 needs more than 32 bits. */
export const MAX_INTEGER = 0xffff_ffff;
/** Bytes after the prefix. Five carry 35 bits; more could only hold zeros. */
export const MAX_CONTINUATION_BYTES = 5;

/*
 * RFC 7541 §5.1: an integer with an N-bit prefix.
 *
 *     0   1   2   3   4   5   6   7
 *   +---+---+---+---+---+---+---+---+
 *   | ? | ? | ? |       Value       |    smaller than 2^N - 1: that is all
 *   +---+---+---+-------------------+
 *   | 1 |   7 bits, least first     |    else 2^N - 1, and the rest follows in groups of seven bits;
 *   | 0 |   the last 7 bits         |    a zero in front marks the last group
 *   +---+---------------------------+
 */

/** An integer, and where it ended. `fault` says why there is no value; `end` is then where reading stopped. */
export type IntegerRead =
  | { readonly value: number; readonly end: number; readonly fault?: undefined }
  | { readonly value: 0; readonly end: number; readonly fault: 'truncated' | 'integer-too-large' };

/** Reads an integer whose prefix is the low `prefixBits` of the byte at `at`. Never reads beyond the bytes. */
export function decodeInteger(bytes: Uint8Array, at: number, prefixBits: number): IntegerRead {
  if (at >= bytes.length) return { value: 0, end: bytes.length, fault: 'truncated' };
  const full = (1 << prefixBits) - 1;
  let value = (bytes[at] as number) & full;
  let end = at + 1;
  if (value < full) return { value, end };
  for (let group = 0; ; group++) {
    if (end >= bytes.length) return { value: 0, end, fault: 'truncated' };
    if (group === MAX_CONTINUATION_BYTES) return { value: 0, end, fault: 'integer-too-large' };
    const byte = bytes[end++] as number;
    value += (byte & 0x7f) * 2 ** (7 * group);
    if (byte < 0x80) break;
  }
  return value > MAX_INTEGER ? { value: 0, end, fault: 'integer-too-large' } : { value, end };
}

/** Writes an integer behind `pattern`, the bits that stand before the prefix, already shifted into place. */
export function encodeInteger(out: number[], pattern: number, value: number, prefixBits: number): void {
  const full = (1 << prefixBits) - 1;
  if (value < full) {
    out.push(pattern | value);
    return;
  }
  out.push(pattern | full);
  let rest = value - full;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}
