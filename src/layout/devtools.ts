import { eventsOf, webSocketMessages } from '../../trace/messages.ts';
import type { Exchange, Operation } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { operationAt } from './at.ts';
import { firstFrameAfter, firstFrameAt, firstWhere } from './frame-search.ts';
import { blockedOf, countKinds, MASKED } from './hidden-counts.ts';
import { overlaps } from './shown-time.ts';
import type { TimeWindow } from './timeline-marks.ts';
import { formatBytes, formatDuration } from './units.ts';

/** A line of the Network panel, in its own words. */
export interface NetworkRow {
  readonly key: string;
  readonly name: string;
  readonly status: string;
  readonly type: string;
  readonly protocol: string;
  readonly size: string;
  readonly time: string;
  /** The lab's number of the connection; a browser has numbers of its own. */
  readonly connection: number | undefined;
  readonly exchange: Exchange | undefined;
}

/** A line of the EventStream or the Messages tab. */
export interface MessageLine {
  readonly row: number;
  readonly t: number;
  /** Event id and type; for a WebSocket, which way it went. */
  readonly lead: string;
  readonly data: string;
}

/** Something that is recorded, and of which the panel has no line. */
export interface HiddenThing {
  readonly what: string;
  readonly count: number;
  readonly why: string;
  /** The first frame of the kind in the time shown. */
  readonly frame: number | undefined;
}

export const MOST_ROWS = 100;
/** Of an exchange with more frames than this, messages are not joined again at every look. */
const MOST_FRAMES = 5_000;
const MOST_MESSAGES = 30;

const TYPES: Readonly<Record<Operation['transport'], string>> = {
  sse: 'eventsource',
  websocket: 'websocket',
  'long-poll': 'fetch',
  poll: 'fetch',
  fetch: 'fetch',
  'early-hints': 'document',
  push: 'fetch',
  raw: 'other',
};

/** `sse?op=1`: the last part of a path, with the query. */
function nameOf(target: string): string {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return target.slice(path.lastIndexOf('/') + 1) || target;
}

/** Every so many rows of an exchange its size so far is kept. */
const SIZE_STEP = 256;
const sizes = new WeakMap<Exchange, number[]>();

/** Bytes at the tap of the response and all it carries, as far as they had come by `now`. */
function sizeOf(trace: Trace, exchange: Exchange, now: number): number {
  const { frames } = trace;
  const rows = trace.framesOfExchange(exchange.id);
  const end = firstWhere(rows.length, (at) => frames.tEnd(rows.at(at) as number) > now);
  let known = sizes.get(exchange);
  if (!known) sizes.set(exchange, (known = [0]));
  const add = (size: number, from: number, to: number): number => {
    for (let at = from; at < to; at++) {
      const row = rows.at(at) as number;
      if (frames.direction(row) === 'server-to-client' && trace.source(frames.source(row)).kind === 'raw')
        size += frames.end(row) - frames.start(row);
    }
    return size;
  };
  const step = Math.floor(end / SIZE_STEP);
  for (let at = known.length; at <= step; at++)
    known.push(add(known[at - 1] as number, (at - 1) * SIZE_STEP, at * SIZE_STEP));
  return add(known[step] as number, step * SIZE_STEP, end);
}

function exchangeRow(trace: Trace, exchange: Exchange, now: number): NetworkRow {
  const operation = exchange.op === undefined ? undefined : trace.operations.get(exchange.op);
  const isAnswered = exchange.respondedAt !== undefined && exchange.respondedAt <= now;
  const isOver = exchange.endedAt !== undefined && exchange.endedAt <= now;
  const carried = exchange.carries === 'sse' ? 'eventsource' : exchange.carries;
  return {
    key: `exchange-${exchange.id}`,
    name: nameOf(exchange.target),
    status: isAnswered ? String(exchange.status) : '(pending)',
    type: operation ? TYPES[operation.transport] : carried === 'body' ? 'fetch' : carried,
    protocol: exchange.streamId > 0 ? 'h2' : 'http/1.1',
    size: isAnswered && exchange.carries !== 'websocket' ? formatBytes(sizeOf(trace, exchange, now)) : '',
    time: isOver ? formatDuration((exchange.endedAt ?? now) - exchange.startedAt) : '(pending)',
    connection: exchange.conn,
    exchange,
  };
}

/** The Network panel for a window: newest last, at most MOST_ROWS, requests that the browser still holds back at the end. */
export function networkRows(trace: Trace, window: TimeWindow): NetworkRow[] {
  const now = window.to;
  const exchanges = trace.exchanges.filter(({ startedAt, endedAt }) => overlaps(window, startedAt, endedAt));
  const rows = exchanges.slice(-MOST_ROWS).map((exchange) => exchangeRow(trace, exchange, now));
  for (const operation of trace.operations.values()) {
    if (operationAt(operation, now) !== 'queued') continue;
    rows.push({
      key: `op-${operation.id}`,
      name: nameOf(operation.url),
      status: '(pending)',
      type: TYPES[operation.transport],
      protocol: '',
      size: '',
      time: '(pending)',
      connection: undefined,
      exchange: undefined,
    });
  }
  return rows.slice(-MOST_ROWS);
}

/** What the EventStream or the Messages tab of an exchange holds: the newest lines up to `now`. Empty for other exchanges. */
export function messageLines(trace: Trace, exchange: Exchange, now: number): MessageLine[] {
  if (trace.framesOfExchange(exchange.id).length > MOST_FRAMES) return [];
  const lines: MessageLine[] =
    exchange.carries === 'sse'
      ? eventsOf(trace, exchange).map(({ row, t, event, data, lastEventId }) => ({
          row,
          t,
          lead: `${lastEventId} ${event}`.trim(),
          data,
        }))
      : exchange.carries === 'websocket'
        ? webSocketMessages(trace, exchange).map(({ row, t, direction, bytes, type, size }) => ({
            row,
            t,
            lead: direction === 'client-to-server' ? '↑' : '↓',
            data: type === 'text' ? decodeUtf8(bytes) : `Binary message, ${formatBytes(size ?? 0)}`,
          }))
        : [];
  return lines.filter(({ t }) => t <= now).slice(-MOST_MESSAGES);
}

/** Frames of which the panel has no line, by layer and type, and what one misses without them. */
const HIDDEN_FRAMES: readonly (readonly [layer: string, type: string, what: string, why: string])[] = [
  ['websocket', 'ping', 'WebSocket pings', 'They keep the connection alive; no script is told of them.'],
  ['websocket', 'pong', 'WebSocket pongs', 'Each answers a ping.'],
  ['websocket', 'continuation', 'WebSocket fragments', 'A message in several frames is shown as one.'],
  ['sse', 'comment', 'SSE comments', 'Lines that begin with a colon: the usual heartbeat.'],
  [
    'sse',
    'fields',
    'SSE fields without data',
    'A retry field changes how long the browser waits before it comes back.',
  ],
  ['http1', 'chunk', 'HTTP/1.1 chunks', 'How the server cut its body into writes.'],
  ['http1', 'interim', 'Interim responses', 'The 1xx answers before the final one.'],
  ['http2', 'SETTINGS', 'SETTINGS', 'What each end allows: streams at once, window sizes.'],
  ['http2', 'WINDOW_UPDATE', 'WINDOW_UPDATE', 'Room for more DATA: without it the sender stops.'],
  ['http2', 'PING', 'HTTP/2 PING', 'Measures the round trip, keeps the connection alive.'],
  ['http2', 'RST_STREAM', 'RST_STREAM', 'Who ended a stream early, and with which code.'],
  ['http2', 'GOAWAY', 'GOAWAY', 'The connection takes no new streams, and why.'],
  ['http2', 'HEADERS', 'Header blocks', 'What HPACK made of the headers; the panel shows them decoded.'],
  ['http2', 'DATA', 'DATA frames', 'How bodies were cut, and how streams took turns.'],
  ['tls', 'ClientHello', 'ClientHellos', 'What the client offered: versions, ALPN, the name it wants.'],
];

function frameThings(trace: Trace, window: TimeWindow): HiddenThing[] {
  const { frames } = trace;
  const seen = countKinds(frames, firstFrameAt(frames, window.from), firstFrameAfter(frames, window.to));
  const things = HIDDEN_FRAMES.flatMap(([layer, type, what, why]) => {
    const found = seen.get(`${layer} ${type}`);
    return found ? [{ what, count: found.count, why, frame: found.first }] : [];
  });
  const masked = seen.get(MASKED);
  if (masked) {
    const why = 'Every frame of a client is masked with a key of its own (RFC 6455 §5.3).';
    things.unshift({ what: 'Masking keys', count: masked.count, why, frame: masked.first });
  }
  return things;
}

/** Times without credit, empty connections, requests that wait: each counted from the recording. */
function otherThings(trace: Trace, window: TimeWindow): HiddenThing[] {
  const things: HiddenThing[] = [];
  let blocked = 0;
  let blockedRow: number | undefined;
  let unused = 0;
  for (const connection of trace.connections.values()) {
    if (!overlaps(window, connection.openedAt, connection.closed?.t)) continue;
    if (!connection.exchanges.some(({ startedAt }) => startedAt <= window.to)) unused += 1;
    if (connection.protocol !== 'http2') continue;
    for (const { from, to, fromRow } of blockedOf(trace, connection)) {
      if (!overlaps(window, from, to)) continue;
      blocked += 1;
      blockedRow = Math.min(blockedRow ?? fromRow, fromRow);
    }
  }
  const waiting = [...trace.operations.values()].filter(
    (each) => operationAt(each, window.to) === 'queued',
  ).length;
  if (blocked > 0)
    things.push({
      what: 'Empty windows',
      count: blocked,
      why: 'No DATA could be sent for a while: the Windows view shows when.',
      frame: blockedRow,
    });
  if (unused > 0)
    things.push({
      what: 'Connections without a request',
      count: unused,
      why: 'Opened and not used: browsers open some ahead.',
      frame: undefined,
    });
  if (waiting > 0)
    things.push({
      what: 'Why a request waits',
      count: waiting,
      why: 'The panel says pending; the Wires view says what it waits for.',
      frame: undefined,
    });
  return things;
}

/** What is recorded in the window and has no line in the panel, with how often it happened. Nothing that did not. */
export function hiddenThings(trace: Trace, window: TimeWindow): HiddenThing[] {
  return [...otherThings(trace, window), ...frameThings(trace, window)];
}
