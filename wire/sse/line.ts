/**
 * What a line of an event stream does (HTML Standard: Interpreting an event stream). The last three are ignored by a
 * browser, each for its own reason.
 */
export type LineKind =
  'comment' | 'event' | 'data' | 'id' | 'retry' | 'unknown-field' | 'id-with-nul' | 'invalid-retry';

/** Where the value of a line begins: behind the colon and one space, if there is one. Without a colon, at its end. */
export function valueStart(line: string, colon: number): number {
  if (colon < 0) return line.length;
  return line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
}

/** What a line that is not empty does. `colon` is the index of its first colon, -1 when it has none. */
export function lineKind(line: string, colon: number, value: string): LineKind {
  if (colon === 0) return 'comment';
  switch (colon < 0 ? line : line.slice(0, colon)) {
    case 'data':
      return 'data';
    case 'event':
      return 'event';
    case 'id':
      return value.includes('\0') ? 'id-with-nul' : 'id';
    case 'retry':
      return /^[0-9]+$/.test(value) ? 'retry' : 'invalid-retry';
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
