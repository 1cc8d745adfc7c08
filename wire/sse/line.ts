/**
 * What a line of an event stream does (HTML Standard: Interpreting an event stream). The last three are ignored by a
 * browser, each for its own reason.
 */
export type LineKind =
  'comment' | 'event' | 'data' | 'id' | 'retry' | 'unknown-field' | 'id-with-nul' | 'invalid-retry';

const COLON = 0x3a;
const SPACE = 0x20;

/** Whether the line at `from` to `to` has exactly this field name; its first character was looked at. */
function isNamed(text: string, from: number, to: number, name: string): boolean {
  const end = from + name.length;
  if (end > to || (end < to && text.charCodeAt(end) !== COLON)) return false;
  for (let at = 1; at < name.length; at++)
    if (text.charCodeAt(from + at) !== name.charCodeAt(at)) return false;
  return true;
}

/** Where the value of a line begins: behind the name, the colon and one space. Without a colon, at its end. */
export function valueStart(text: string, from: number, to: number, nameLength: number): number {
  const colon = from + nameLength;
  if (colon >= to) return to;
  return colon + 1 < to && text.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1;
}

/** What the line at `from` to `to` of a text does. The line is not empty. */
export function lineKind(text: string, from: number, to: number): LineKind {
  /* The first character tells the names apart; this runs once a line. */
  switch (text.charCodeAt(from)) {
    case COLON:
      return 'comment';
    case 0x64:
      return isNamed(text, from, to, 'data') ? 'data' : 'unknown-field';
    case 0x65:
      return isNamed(text, from, to, 'event') ? 'event' : 'unknown-field';
    case 0x69: {
      if (!isNamed(text, from, to, 'id')) return 'unknown-field';
      return text.slice(from, to).includes('\0') ? 'id-with-nul' : 'id';
    }
    case 0x72: {
      if (!isNamed(text, from, to, 'retry')) return 'unknown-field';
      return /^[0-9]+$/.test(text.slice(valueStart(text, from, to, 5), to)) ? 'retry' : 'invalid-retry';
    }
    default:
      return 'unknown-field';
  }
}

/** A byte order mark in UTF-8 is three bytes long. It is dropped at the start of a stream and nowhere else. */
export const BOM_BYTES = 3;

/** Whether the bytes begin with a byte order mark. */
export function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
