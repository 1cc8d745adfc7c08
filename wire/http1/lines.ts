/*
 * How a line of a head splits into its parts. Decoder and explanation both ask here. Lines are text with one character
 * a byte (ISO 8859-1), without their line ending; every index counts characters, and so bytes.
 */

const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0x09;

function skipBlanks(line: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(line.charCodeAt(at))) at++;
  return at;
}

/** The end of `line[from]` to `line[to - 1]` without the white space at its end. */
function skipBlanksBack(line: string, to: number, from: number): number {
  let at = to;
  while (at > from && isBlank(line.charCodeAt(at - 1))) at--;
  return at;
}

/** The text without SP and HTAB at both ends: optional white space as HTTP knows it, and nothing else. */
export function trimBlanks(text: string): string {
  const end = skipBlanksBack(text, text.length, 0);
  return text.slice(skipBlanks(text, 0, end), end);
}

function lastBlank(line: string, to: number): number {
  let at = to - 1;
  while (at >= 0 && !isBlank(line.charCodeAt(at))) at--;
  return at;
}

/** The parts of a request-line, as indices into it. */
export interface RequestLine {
  readonly methodEnd: number;
  readonly targetStart: number;
  readonly targetEnd: number;
  readonly versionStart: number;
  readonly versionEnd: number;
}

/**
 *   request-line = method SP request-target SP HTTP-version          RFC 9112 §3
 *
 * Lenient as §3 allows: white space of any length separates, and may trail. Undefined when there are not three words
 * with an HTTP-version as the last.
 */
export function splitRequestLine(line: string): RequestLine | undefined {
  const versionEnd = skipBlanksBack(line, line.length, 0);
  const versionStart = lastBlank(line, versionEnd) + 1;
  if (versionEnd - versionStart !== 8 || !/^HTTP\/\d\.\d$/.test(line.slice(versionStart, versionEnd)))
    return undefined;
  let methodEnd = 0;
  while (methodEnd < versionStart && !isBlank(line.charCodeAt(methodEnd))) methodEnd++;
  const targetStart = skipBlanks(line, methodEnd, versionStart);
  const targetEnd = skipBlanksBack(line, versionStart, targetStart);
  if (methodEnd === 0 || targetStart >= targetEnd) return undefined;
  return { methodEnd, targetStart, targetEnd, versionStart, versionEnd };
}

/** The parts of a status-line, as indices into it. */
export interface StatusLine {
  readonly versionEnd: number;
  readonly statusStart: number;
  readonly statusEnd: number;
  /** At the end of the line when there is no reason-phrase. */
  readonly reasonStart: number;
}

/**
 *   status-line = HTTP-version SP status-code SP [ reason-phrase ]          RFC 9112 §4
 *
 * Lenient: the second space may be missing. Undefined when the line begins otherwise.
 */
export function splitStatusLine(line: string): StatusLine | undefined {
  const match = /^HTTP\/\d\.\d([ \t]+)\d{3}(?=[ \t]|$)/.exec(line);
  if (!match) return undefined;
  const statusStart = 8 + (match[1] as string).length;
  const statusEnd = statusStart + 3;
  return { versionEnd: 8, statusStart, statusEnd, reasonStart: Math.min(statusEnd + 1, line.length) };
}

/** The parts of a field line, as indices into it. */
export interface FieldLine {
  /** Behind the name, before white space that must not be there. */
  readonly nameEnd: number;
  readonly colon: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 *   field-line = field-name ":" OWS field-value OWS          RFC 9112 §5
 *
 * Undefined when there is no colon.
 */
export function splitFieldLine(line: string): FieldLine | undefined {
  const colon = line.indexOf(':');
  if (colon < 0) return undefined;
  const nameEnd = skipBlanksBack(line, colon, 0);
  const valueEnd = skipBlanksBack(line, line.length, colon + 1);
  const valueStart = skipBlanks(line, colon + 1, valueEnd);
  return { nameEnd, colon, valueStart, valueEnd };
}

/** Whether the line continues the one before it (obs-fold, RFC 9112 §5.2). */
export function isFolded(line: string): boolean {
  return isBlank(line.charCodeAt(0));
}

/** Whether a text is a token, such as a method or a field name (RFC 9110 §5.6.2). The empty text is none. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

/** The parts of a chunk's first line, as indices into it. */
export interface ChunkLine {
  readonly sizeEnd: number;
  /** The `;` of the first chunk extension; the end of the line when there is none. */
  readonly extensionsStart: number;
}

/**
 *   chunk-size [ chunk-ext ]     chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *                                                                        RFC 9112 §7.1, §7.1.1
 * Undefined when the line does not begin with a hexadecimal number, or something else follows it.
 */
export function splitChunkLine(line: string): ChunkLine | undefined {
  const match = /^([0-9A-Fa-f]+)[ \t]*(?=;|$)/.exec(line);
  return match ? { sizeEnd: (match[1] as string).length, extensionsStart: match[0].length } : undefined;
}
