import { joinBytes } from '../bytes.ts';
import { encodeUtf8 } from '../text.ts';
import type { HeaderField } from './frame.ts';
import { isToken } from './lines.ts';
import { STATUS_CODES } from './status.ts';

export interface RequestParts {
  readonly method: string;
  readonly target: string;
  /** `HTTP/1.1` when left out. */
  readonly version?: string;
  readonly headers?: readonly HeaderField[];
}

export interface ResponseParts {
  readonly status: number;
  /** The usual reason phrase when left out. */
  readonly reason?: string;
  readonly version?: string;
  readonly headers?: readonly HeaderField[];
}

const CRLF = '\r\n';

/** Text to bytes, one byte a character (ISO 8859-1). Throws RangeError for other characters. */
function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) as number;
    if (code > 0xff)
      throw new RangeError(`“${character}” is not a character of ISO 8859-1; percent-encode it.`);
    return code;
  });
}

function requireLine(what: string, text: string, forbidden: RegExp): string {
  if (forbidden.test(text)) {
    throw new RangeError(
      `The ${what} ${JSON.stringify(text)} would not read back as one; remove white space and line breaks.`,
    );
  }
  return text;
}

function requireToken(what: string, text: string): string {
  if (!isToken(text))
    throw new RangeError(`The ${what} ${JSON.stringify(text)} is no token (RFC 9110 §5.6.2).`);
  return text;
}

const VALUE_FORBIDDEN = /[\r\n\0]|^[ \t]|[ \t]$/;

function fieldLines(fields: readonly HeaderField[]): string {
  return fields
    .map(({ name, value }) => {
      const shown = requireLine('field value', value, VALUE_FORBIDDEN);
      return `${requireToken('field name', name)}: ${shown}${CRLF}`;
    })
    .join('');
}

/** A request head (RFC 9112 §3, §5). Throws RangeError for parts that would not read back as they are. */
export function encodeRequestHead(parts: RequestParts): Uint8Array<ArrayBuffer> {
  const method = requireToken('method', parts.method);
  const target = requireLine('request target', parts.target, /[\r\n\t ]|^$/);
  return latin1(
    `${method} ${target} ${parts.version ?? 'HTTP/1.1'}${CRLF}${fieldLines(parts.headers ?? [])}${CRLF}`,
  );
}

/** A response head, interim ones and 101 too (RFC 9112 §4, §5). Throws RangeError as `encodeRequestHead` does. */
export function encodeResponseHead(parts: ResponseParts): Uint8Array<ArrayBuffer> {
  const { status } = parts;
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw new RangeError(`${status} is no status code of three digits.`);
  }
  const reason = requireLine('reason phrase', parts.reason ?? STATUS_CODES[status]?.reason ?? '', /[\r\n]/);
  return latin1(
    `${parts.version ?? 'HTTP/1.1'} ${status} ${reason}${CRLF}${fieldLines(parts.headers ?? [])}${CRLF}`,
  );
}

/** A chunk (RFC 9112 §7.1). `extensions` as they stand behind the first `;`. Throws RangeError for no data. */
export function encodeChunk(data: Uint8Array, extensions = ''): Uint8Array {
  if (data.length === 0)
    throw new RangeError('A chunk without data would end the body; use encodeLastChunk.');
  const behind = extensions === '' ? '' : `;${requireLine('chunk extensions', extensions, /[\r\n]/)}`;
  const end = encodeUtf8(CRLF);
  return joinBytes([latin1(data.length.toString(16) + behind + CRLF), data, end]);
}

/** The chunk of size 0 that ends a body, with its trailer section (RFC 9112 §7.1, §7.1.2). */
export function encodeLastChunk(trailers: readonly HeaderField[] = []): Uint8Array<ArrayBuffer> {
  return latin1(`0${CRLF}${fieldLines(trailers)}${CRLF}`);
}
