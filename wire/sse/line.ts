/**
 * What a line of an event stream does (HTML Standard: Interpreting an event stream). The last three are ignored by a
 * browser, each for its own reason.
 */
export type LineKind =
  'comment' | 'event' | 'data' | 'id' | 'retry' | 'unknown-field' | 'id-with-nul' | 'invalid-retry';

const COLON = 0x3a;
const SPACE = 0x20;
const DIGITS = { first: 0x30, last: 0x39 } as const;

const codes = (name: string): readonly number[] => Array.from(name, (character) => character.charCodeAt(0));
const DATA = codes('data');
const EVENT = codes('event');
const ID = codes('id');
const RETRY = codes('retry');

/** Whether the line at `from` to `to` has exactly this field name; its first byte was looked at. */
function isNamed(bytes: Uint8Array, from: number, to: number, name: readonly number[]): boolean {
  const end = from + name.length;
  if (end > to || (end < to && bytes[end] !== COLON)) return false;
  for (let at = 1; at < name.length; at++) if (bytes[from + at] !== name[at]) return false;
  return true;
}

/**
 * Where the value of the line at `from` to `to` begins: behind the name, the colon and one space. Without a colon, at
 * the end of the line. Counted from the start of the line: for a field that does something, all before it is ASCII, so
 * that it is the same in bytes and in text.
 */
export function valueOffset(bytes: Uint8Array, from: number, to: number, nameLength: number): number {
  const colon = from + nameLength;
  if (colon >= to) return to - from;
  return colon + 1 < to && bytes[colon + 1] === SPACE ? nameLength + 2 : nameLength + 1;
}

function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < DIGITS.first || byte > DIGITS.last) return false;
  }
  return from < to;
}

/** What the line at `from` to `to` does. It is not empty. Bytes are looked at, since V8 takes longer to look into text. */
export function lineKind(bytes: Uint8Array, from: number, to: number): LineKind {
  /* The first byte tells the names apart; this runs once a line. */
  switch (bytes[from]) {
    case COLON:
      return 'comment';
    case 0x64:
      return isNamed(bytes, from, to, DATA) ? 'data' : 'unknown-field';
    case 0x65:
      return isNamed(bytes, from, to, EVENT) ? 'event' : 'unknown-field';
    case 0x69: {
      if (!isNamed(bytes, from, to, ID)) return 'unknown-field';
      for (let at = from; at < to; at++) if (bytes[at] === 0) return 'id-with-nul';
      return 'id';
    }
    case 0x72: {
      if (!isNamed(bytes, from, to, RETRY)) return 'unknown-field';
      const value = from + valueOffset(bytes, from, to, RETRY.length);
      return isNumber(bytes, value, to) ? 'retry' : 'invalid-retry';
    }
    default:
      return 'unknown-field';
  }
}

/** A byte order mark in UTF-8 is three bytes long. It is dropped at the start of a stream and nowhere else. */
export const BOM_BYTES = 3;

/** Whether the bytes at `from` begin with a byte order mark. */
export function hasBom(bytes: Uint8Array, from: number): boolean {
  return bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
}
