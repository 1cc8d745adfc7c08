import { encodeUtf8 } from '../../wire/text.ts';

/** Two ways to write bytes. */
export const NOTATIONS = ['text', 'hex'] as const;
export type Notation = (typeof NOTATIONS)[number];

/** The bytes that were written, or what is wrong with the writing, for people. */
export type Written =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: string };

const ESCAPES: Readonly<Record<string, number>> = { r: 0x0d, n: 0x0a, t: 0x09, '\\': 0x5c };
const NAMES = new Map(Object.entries(ESCAPES).map(([name, byte]) => [byte, `\\${name}`]));

/** Sixteen bytes a line, a space between two. Empty for none. */
function toHex(bytes: Uint8Array): string {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const lines = [];
  for (let at = 0; at < pairs.length; at += 16) lines.push(pairs.slice(at, at + 16).join(' '));
  return lines.join('\n');
}

/** Printable ASCII as it is, all else as escapes. A line break of the page follows each `\n` of the bytes. */
function toText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const name = NAMES.get(byte);
    if (name !== undefined) text += name;
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
    if (byte === 0x0a) text += '\n';
  }
  return text;
}

function fromHex(text: string): Written {
  const wrong = /[^0-9a-f\s]/i.exec(text);
  if (wrong) return { ok: false, problem: `“${wrong[0]}” is no hexadecimal digit (0 to 9, a to f).` };
  const digits = text.replaceAll(/\s/g, '');
  if (digits.length % 2 === 1)
    return { ok: false, problem: 'Each byte has two digits. The last one has only one.' };
  return { ok: true, bytes: Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) };
}

function fromText(text: string): Written {
  const bytes: number[] = [];
  /* An escape, a line break of the page, or one character. */
  for (const [piece] of text.matchAll(/\\x[0-9a-f]{2}|\\[^]?|\r?\n|[^]/giu)) {
    if (/^\r?\n$/.test(piece)) continue;
    if (!piece.startsWith('\\')) bytes.push(...encodeUtf8(piece));
    else if (piece.length === 4) bytes.push(Number.parseInt(piece.slice(2), 16));
    else {
      const byte = ESCAPES[piece.slice(1)];
      if (byte === undefined)
        return {
          ok: false,
          problem: `“${piece.trim()}” is no escape. There are \\r, \\n, \\t, \\\\ and \\x with two hexadecimal digits.`,
        };
      bytes.push(byte);
    }
  }
  return { ok: true, bytes: Uint8Array.from(bytes) };
}

/** Bytes as people write them. `readBytes` gives the same bytes again. */
export function writeBytes(bytes: Uint8Array, notation: Notation): string {
  return notation === 'hex' ? toHex(bytes) : toText(bytes);
}

/**
 * Reads what was written. In hex, white space counts for nothing. In text, `\r`, `\n`, `\t`, `\\` and `\x41` are bytes, other
 * characters are their UTF-8, and the line breaks of the editor are not sent.
 */
export function readBytes(text: string, notation: Notation): Written {
  return notation === 'hex' ? fromHex(text) : fromText(text);
}
