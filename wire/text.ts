/*
 * TextDecoder and TextEncoder exist in every host (WHATWG Encoding Standard), but not in the ES-only `lib` that this
 * folder compiles with. They are declared here and nowhere else.
 */
declare const TextDecoder: new (
  label?: string,
  options?: { fatal?: boolean; ignoreBOM?: boolean },
) => { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const parts = new TextDecoder('utf-8', { ignoreBOM: true });
const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Of so few bytes it takes longer to call a decoder than to read them here. */
const SHORT_BYTES = 128;

/** All bytes that `readCharacters` read last, or-ed: below 0x80, they were ASCII. */
let bits = 0;

/** One character a byte. Sixteen of them at a time take a quarter of the time that one by one they would. */
function readCharacters(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  let all = 0;
  for (; at + 16 <= end; at += 16) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    const e = bytes[at + 4] as number;
    const f = bytes[at + 5] as number;
    const g = bytes[at + 6] as number;
    const h = bytes[at + 7] as number;
    const i = bytes[at + 8] as number;
    const j = bytes[at + 9] as number;
    const k = bytes[at + 10] as number;
    const l = bytes[at + 11] as number;
    const m = bytes[at + 12] as number;
    const n = bytes[at + 13] as number;
    const o = bytes[at + 14] as number;
    const p = bytes[at + 15] as number;
    all |= a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p;
    text += String.fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    all |= byte;
    text += String.fromCharCode(byte);
  }
  bits = all;
  return text;
}

/** UTF-8 to text. Bad sequences become U+FFFD, a byte order mark is kept. Empty input gives an empty string. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= SHORT_BYTES) {
    const text = readCharacters(bytes, start, end);
    if (bits < 0x80) return text;
  }
  return lossy.decode(bytes.subarray(start, end));
}

/**
 * The same for whole lines that are mostly not ASCII: the bytes end in an ASCII character, so that nothing is left over
 * for the next call. Node.js 20 takes another way to decode in parts: 0.6 times the time for such text, and five times
 * for ASCII.
 */
export function decodeUtf8Lines(bytes: Uint8Array): string {
  return parts.decode(bytes, { stream: true });
}

/** Whether the bytes are well-formed UTF-8. Empty input is. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    fatal.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Text to UTF-8. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** How many bytes text takes in UTF-8: what `encodeUtf8` would give, without making it. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    /* Both halves of a surrogate pair are four bytes together; a lone one becomes U+FFFD, which has three. */
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) at += 1;
  }
  return bytes;
}

/** Bytes to text, one character a byte (ISO 8859-1), as HTTP/1.1 heads are read. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= SHORT_BYTES) return readCharacters(bytes, start, end);
  /* ASCII, as nearly always, is UTF-8 too, and that decoder is faster for long texts; any other byte shows in the result. */
  const ascii = lossy.decode(bytes.subarray(start, end));
  return ascii.length === end - start && !ascii.includes('\uFFFD')
    ? ascii
    : readCharacters(bytes, start, end);
}
