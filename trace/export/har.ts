import type { Direction } from '../../contract/direction.ts';
import { decodeUtf8, isUtf8 } from '../../wire/text.ts';
import { bodyOf } from '../bodies.ts';
import type { Connection, Exchange } from '../model.ts';
import { frameJson } from './frame-json.ts';
import type { Trace } from '../trace.ts';

/*
 * HAR 1.2, with two fields of its own kind: `_webSocketMessages` as browsers write it, and `_eventSourceMessages`.
 * Names that begin with an underscore are allowed by the format.
 */
interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** Bodies are written up to this many bytes; `size` is exact and a comment says what was left out. */
const MAX_BODY_BYTES = 1_048_576;
/** HAR's word for "does not apply" or "not known". */
const NONE = -1;

const regular = (headers: readonly NameValue[]): NameValue[] =>
  headers.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => ({ name, value }));

const find = (headers: readonly NameValue[], name: string): string | undefined =>
  headers.find((field) => field.name.toLowerCase() === name)?.value;

function cookies(headers: readonly NameValue[], name: 'cookie' | 'set-cookie'): NameValue[] {
  const lines = headers.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value);
  const pairs = lines.flatMap((line) => (name === 'cookie' ? line.split(';') : [line.split(';')[0] ?? '']));
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    return at < 0
      ? { name: pair.trim(), value: '' }
      : { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
  });
}

function queryString(target: string): NameValue[] {
  const query = target.split('#')[0]?.split('?')[1];
  if (!query) return [];
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      return text;
    }
  };
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0
      ? { name: decode(pair), value: '' }
      : { name: decode(pair.slice(0, at)), value: decode(pair.slice(at + 1)) };
  });
}

function url(exchange: Exchange, connection: Connection | undefined): string {
  const secure = connection?.tls !== undefined;
  const websocket = exchange.carries === 'websocket';
  const scheme = websocket ? (secure ? 'wss' : 'ws') : secure ? 'https' : 'http';
  const authority =
    find(exchange.headers, ':authority') ??
    find(exchange.headers, 'host') ??
    `${connection?.serverAddress}:${connection?.serverPort}`;
  return `${scheme}://${authority}${exchange.target}`;
}

function content(trace: Trace, exchange: Exchange) {
  const { bytes, size } = bodyOf(trace, exchange, 'server-to-client', MAX_BODY_BYTES);
  const base = { size, mimeType: exchange.contentType };
  const cut = bytes.length < size ? { comment: `The first ${bytes.length} of ${size} bytes.` } : {};
  if (bytes.length === 0) return base;
  if (isUtf8(bytes)) return { ...base, text: decodeUtf8(bytes), ...cut };
  return { ...base, text: base64(bytes), encoding: 'base64', ...cut };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 base64, with padding. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const left = bytes.length - i;
    text += BASE64.charAt(a >> 2) + BASE64.charAt(((a & 3) << 4) | (b >> 4));
    text += left > 1 ? BASE64.charAt(((b & 15) << 2) | (c >> 6)) : '=';
    text += left > 2 ? BASE64.charAt(c & 63) : '=';
  }
  return text;
}

const OPCODES_WITH_MESSAGES = new Set([0, 1, 2]);

function messages(trace: Trace, exchange: Exchange) {
  const rows = [...trace.framesOfExchange(exchange.id)].map((row) => frameJson(trace, row));
  const seconds = (t: number): number => (trace.epochMs + t) / 1000;
  if (exchange.carries === 'sse') {
    const events = rows.filter(({ layer, type }) => layer === 'sse' && type === 'event');
    return {
      _eventSourceMessages: events.map(({ t, event, id, data }) => ({ time: seconds(t), id, event, data })),
    };
  }
  if (exchange.carries !== 'websocket') return {};
  const sent = rows.filter(
    ({ layer, opcode }) => layer === 'websocket' && OPCODES_WITH_MESSAGES.has(opcode ?? NONE),
  );
  return {
    _resourceType: 'websocket',
    _webSocketMessages: sent.map(({ t, direction, opcode, text, summary }) => ({
      type: direction === 'client-to-server' ? 'send' : 'receive',
      time: seconds(t),
      opcode,
      data: text ?? summary,
    })),
  };
}

function headBytes(trace: Trace, row: number | undefined): number {
  return row === undefined ? NONE : trace.frames.end(row) - trace.frames.start(row);
}

function entry(trace: Trace, exchange: Exchange) {
  const connection = trace.connections.get(exchange.conn);
  const httpVersion = exchange.streamId > 0 ? 'HTTP/2.0' : 'HTTP/1.1';
  const body = (direction: Direction): number => bodyOf(trace, exchange, direction, 0).size;
  const respondedAt = exchange.respondedAt ?? exchange.endedAt ?? trace.lastT;
  const endedAt = exchange.endedAt ?? trace.lastT;
  const wait = respondedAt - exchange.startedAt;
  const receive = Math.max(0, endedAt - respondedAt);
  return {
    startedDateTime: new Date(trace.epochMs + exchange.startedAt).toISOString(),
    time: wait + receive,
    request: {
      method: exchange.method,
      url: url(exchange, connection),
      httpVersion,
      cookies: cookies(exchange.headers, 'cookie'),
      headers: regular(exchange.headers),
      queryString: queryString(exchange.target),
      headersSize: headBytes(trace, exchange.requestFrame),
      bodySize: body('client-to-server'),
    },
    response: {
      status: exchange.status ?? 0,
      statusText: '',
      httpVersion,
      cookies: cookies(exchange.responseHeaders, 'set-cookie'),
      headers: regular(exchange.responseHeaders),
      content: content(trace, exchange),
      redirectURL: find(exchange.responseHeaders, 'location') ?? '',
      headersSize: headBytes(trace, exchange.responseFrame),
      bodySize: body('server-to-client'),
    },
    cache: {},
    timings: { blocked: NONE, dns: NONE, connect: NONE, ssl: NONE, send: 0, wait, receive },
    serverIPAddress: connection?.serverAddress ?? '',
    connection: String(exchange.conn),
    ...(exchange.endedAt === undefined ? { comment: 'Still open when the recording ended.' } : {}),
    ...messages(trace, exchange),
  };
}

/** The exchanges of a recording as a HAR 1.2 object. A recording without exchanges gives an empty list of entries. */
export function toHar(trace: Trace, version: string) {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Wire 101', version },
      pages: [],
      entries: trace.exchanges.map((exchange) => entry(trace, exchange)),
    },
  };
}
