import type { Direction } from '../../contract/direction.ts';
import { formatBytes, formatCount, formatHex } from '../../wire/format.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from '../../wire/text.ts';
import { contentOfRow } from '../bodies.ts';
import { eventsOf, webSocketMessages } from '../messages.ts';
import type { Connection, Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { frameLine, wireOrder } from './frame-json.ts';
import { wholeCharacters } from './whole-characters.ts';

export interface TextOptions {
  /** Print contents, event data and messages under the frame that ends them. */
  readonly bodies?: boolean;
}

/** Of each content, so much is printed, in bytes. */
const MAX_SHOWN_BYTES = 4_096;
const MAX_SHOWN_BINARY_BYTES = 64;
const MARGIN = '              | ';

const PROTOCOLS: Readonly<Record<Connection['protocol'], string>> = {
  unknown: 'nothing yet',
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  websocket: 'WebSocket',
};

const seconds = (t: number): string => (t / 1000).toFixed(6);

function endOf({ closed, endings }: Connection): string {
  const last = closed ?? endings.at(-1);
  if (!last) return 'open';
  return `${closed ? 'closed' : 'half closed'} at ${seconds(last.t)} by ${last.by} (${last.how})`;
}

function connectionLine(connection: Connection): string {
  const { id, origin, clientAddress, clientPort, serverAddress, serverPort, protocol, tls } = connection;
  const kind = tls ? `${PROTOCOLS[protocol]} in ${tls.version}` : PROTOCOLS[protocol];
  const ends = `${clientAddress} port ${clientPort} → ${serverAddress} port ${serverPort}`;
  const gap = connection.partial ? ', bytes were dropped' : '';
  return `${String(id).padStart(5)}  ${origin.padEnd(8)}  ${kind.padEnd(20)}  ${ends}  opened at ${seconds(connection.openedAt)}, ${endOf(connection)}${gap}`;
}

/** Control characters as escapes, so that content cannot move the cursor of a terminal. Tabs and line ends stay. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

const hexOf = (bytes: Uint8Array): string => formatHex(bytes).replace(/..(?=.)/g, '$& ');

interface Content {
  /** The first bytes of it. */
  readonly bytes: Uint8Array;
  readonly size: number;
}

function* contentLines({ bytes, size }: Content): Generator<string, void, undefined> {
  const isLong = bytes.length > MAX_SHOWN_BYTES;
  const start = isLong ? wholeCharacters(bytes.subarray(0, MAX_SHOWN_BYTES)) : bytes;
  const isText = isUtf8(start);
  const shown = isText ? start : bytes.subarray(0, MAX_SHOWN_BINARY_BYTES);
  const text = isText ? printable(decodeUtf8(shown).replaceAll('\r\n', '\n')) : hexOf(shown);
  for (const line of text.replace(/\n$/, '').split('\n')) yield MARGIN + line;
  if (shown.length < size) yield `${MARGIN}… ${formatBytes(size - shown.length)} more`;
}

/** What to print under a frame: content that no inner layer explains, event data, whole messages. By frame index. */
function contentsOf(trace: Trace): Map<number, Content> {
  const contents = new Map<number, Content>();
  const add = (row: number, bytes: Uint8Array | undefined, size = bytes?.length ?? 0): void => {
    if (bytes && bytes.length > 0) contents.set(row, { bytes, size });
  };
  for (const exchange of trace.exchanges) {
    for (const { row, bytes, size } of webSocketMessages(trace, exchange)) add(row, bytes, size);
    for (const { row, data } of eventsOf(trace, exchange)) add(row, encodeUtf8(data));
    for (const row of trace.framesOfExchange(exchange.id)) {
      if (!isExplainedInside(exchange, trace.frames.direction(row))) add(row, contentOfRow(trace, row));
    }
  }
  return contents;
}

/** Whether the content of that direction is shown as events or messages. */
function isExplainedInside({ carries }: Exchange, direction: Direction): boolean {
  return carries === 'websocket' || (carries === 'sse' && direction === 'server-to-client');
}

function* heading(trace: Trace): Generator<string, void, undefined> {
  const { origins, connections, exchanges, frames, dropped } = trace;
  const counts = [
    formatCount(connections.size, 'connection'),
    formatCount(exchanges.length, 'exchange'),
    formatCount(frames.length, 'frame'),
  ];
  const when = origins ? ` of ${new Date(trace.epochMs).toISOString()}` : '';
  yield `Recording${when}, ${seconds(trace.lastT)} s: ${counts.join(', ')}.`;
  if (dropped.bytes > 0) yield `Dropped to keep a bound: ${formatBytes(dropped.bytes)}.`;
  if (connections.size > 0) yield '\n conn  origin    speaks                ends and times in seconds';
  for (const connection of connections.values()) yield connectionLine(connection);
  if (frames.length > 0) yield '\n        time  conn      frame                   length  what it says';
}

/**
 * The recording as text for people: its connections, then one line a frame in wire order, `→` from the client and `←` from
 * the server. A recording without frames gives its heading alone.
 */
export function* encodeText(
  trace: Trace,
  { bodies = false }: TextOptions = {},
): Generator<string, void, undefined> {
  for (const line of heading(trace)) yield `${line}\n`;
  const contents = bodies ? contentsOf(trace) : undefined;
  for (const row of wireOrder(trace)) {
    yield `${frameLine(trace, row)}\n`;
    const content = contents?.get(row);
    if (content) for (const line of contentLines(content)) yield `${line}\n`;
  }
}
