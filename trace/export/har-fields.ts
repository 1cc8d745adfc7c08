import type { Connection, Exchange } from '../model.ts';

export interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** The value of the first field with that name in lower case, or undefined. */
export function fieldValue(headers: readonly NameValue[], name: string): string | undefined {
  return headers.find((field) => field.name.toLowerCase() === name)?.value;
}

/** Header fields without the pseudo-header fields of HTTP/2, which HAR has places of its own for (RFC 9113 §8.3). */
export function regularFields(headers: readonly NameValue[]): NameValue[] {
  return headers.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => ({ name, value }));
}

function pairOf(text: string, decode: (part: string) => string): NameValue {
  const at = text.indexOf('=');
  return at < 0
    ? { name: decode(text), value: '' }
    : { name: decode(text.slice(0, at)), value: decode(text.slice(at + 1)) };
}

const trim = (part: string): string => part.trim();

/** The cookies a request sends (RFC 6265 §4.2). */
export function requestCookies(headers: readonly NameValue[]): NameValue[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === 'cookie')
    .flatMap(({ value }) => value.split(';'))
    .filter((pair) => pair.trim() !== '')
    .map((pair) => pairOf(pair, trim));
}

/** A cookie that a response sets, with the attributes HAR knows (RFC 6265 §4.1). */
export interface SetCookie extends NameValue {
  readonly path?: string;
  readonly domain?: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
}

function setCookie(line: string): SetCookie {
  const [pair = '', ...rest] = line.split(';');
  const attributes = new Map<string, string>();
  for (const text of rest) {
    const { name, value } = pairOf(text, trim);
    attributes.set(name.toLowerCase(), value);
  }
  const path = attributes.get('path');
  const domain = attributes.get('domain');
  const expires = new Date(attributes.get('expires') ?? 'none');
  return {
    ...pairOf(pair, trim),
    ...(path === undefined ? {} : { path }),
    ...(domain === undefined ? {} : { domain }),
    ...(Number.isNaN(expires.getTime()) ? {} : { expires: expires.toISOString() }),
    ...(attributes.has('httponly') ? { httpOnly: true } : {}),
    ...(attributes.has('secure') ? { secure: true } : {}),
  };
}

/** The cookies a response sets; one a field line. */
export function responseCookies(headers: readonly NameValue[]): SetCookie[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === 'set-cookie')
    .map(({ value }) => setCookie(value));
}

declare const decodeURIComponent: (text: string) => string;

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The pairs of the query, percent-decoded; a part that cannot be decoded stays as it is. Empty without a query. */
export function queryString(target: string): NameValue[] {
  const [beforeFragment = ''] = target.split('#');
  const at = beforeFragment.indexOf('?');
  if (at < 0) return [];
  return beforeFragment
    .slice(at + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pairOf(pair, percentDecoded));
}

const WEBSOCKET_SCHEMES: Readonly<Record<string, string>> = { http: 'ws', https: 'wss' };

/** The address that was asked for, without its fragment, which never travels. */
export function urlOf(exchange: Exchange, connection: Connection | undefined): string {
  const { headers, target } = exchange;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return target;
  const scheme = fieldValue(headers, ':scheme') ?? (connection?.tls ? 'https' : 'http');
  const authority =
    fieldValue(headers, ':authority') ??
    fieldValue(headers, 'host') ??
    `${connection?.serverAddress ?? 'unknown'}:${connection?.serverPort ?? 0}`;
  const shown = exchange.carries === 'websocket' ? (WEBSOCKET_SCHEMES[scheme] ?? scheme) : scheme;
  /* `*` and the authority of a plain CONNECT are no paths (RFC 9112 §3.2). */
  return `${shown}://${authority}${target.startsWith('/') ? target : '/'}`;
}
