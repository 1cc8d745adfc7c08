import { FAULTS } from '../../contract/faults.ts';
import type { Connection, Ending, Exchange, Operation, OperationState } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { connectionAt, isActive, isStreamOpen, lastExchangeAt, operationAt, streamLimitAt } from './at.ts';
import { streamsBetween } from './lasting.ts';
import { count, formatBytes, formatDuration } from './units.ts';
import { authorityOf, authorityOfOperation } from './wires-hosts.ts';

/** What the Wires view reads of a trace. */
export type WiresSource = Pick<Trace, 'connections' | 'operations' | 'origins' | 'proxy' | 'clearedAt'> &
  Partial<Pick<Trace, 'rawSource'>>;

/**
 * From how many busy HTTP/1.1 connections on a browser is taken to hold a request back for want of one. Chromium and
 * Firefox open six to one host; RFC 9112 §9.4 leaves the number to the client.
 */
const BROWSER_CONNECTION_LIMIT = 6;

/** Who ended a connection and how: `closed by client`, `reset by fault`. */
export function endingWords(ending: Pick<Ending, 'by' | 'how'>): string {
  switch (ending.how) {
    case 'fin':
      return `closed by ${ending.by}`;
    case 'reset':
      return `reset by ${ending.by}`;
    case 'tls-failure':
      return 'TLS handshake failed';
    case 'timeout':
      return `timed out, closed by ${ending.by}`;
  }
}

/**
 * Whether the ending of a connection with these exchanges is trouble. A normal close is none; nor is a client that throws
 * away what it no longer wants, nor a server that closes what stood idle (RFC 9112 §9.5).
 */
export function isTrouble(
  ending: Pick<Ending, 'by' | 'how' | 't'>,
  exchanges: readonly Pick<Exchange, 'endedAt'>[],
): boolean {
  if (ending.how === 'fin') return false;
  if (ending.how === 'timeout' && ending.by === 'server')
    return exchanges.some(({ endedAt }) => endedAt === undefined || endedAt >= ending.t);
  return ending.how !== 'reset' || ending.by !== 'client';
}

/** Whether an operation of the browser holds this connection, of the page or of code: each has connections of its own. */
const isBrowserBusy = (
  source: WiresSource,
  connection: Connection,
  isFromCode: boolean,
  now: number,
): boolean => {
  if (connectionAt(connection, now) === 'closed' || connection.protocol === 'http2') return false;
  const exchange = lastExchangeAt(connection.exchanges, now);
  /* WebSockets have a pool of their own: they take none of the six. */
  if (!exchange || !isActive(exchange, now) || exchange.carries === 'websocket') return false;
  const operation = exchange.op === undefined ? undefined : source.operations.get(exchange.op);
  return operation?.client === 'browser' && operation.isFromCode === isFromCode;
};

/** The HTTP/2 streams open at `now`, those of pushes left out: they do not count toward the server's limit. */
export function openStreams(connection: Connection, now: number): number {
  let open = 0;
  for (const stream of streamsBetween(connection, now, now)) {
    if (stream.id % 2 === 1 && isStreamOpen(stream, now)) open += 1;
  }
  return open;
}

/**
 * Why nothing of what an operation asks for is on the wire, as far as the trace shows it. Never a guess: whether a client
 * that lost its stream has asked again already is not known, because nobody tells.
 */
export function queueReason(source: WiresSource, operation: Operation, now: number): string {
  const isFirst = lastExchangeAt(operation.exchanges, now) === undefined;
  const start = `not one byte of ${isFirst ? 'it' : 'a new request'} is on the wire`;
  let busy = 0;
  for (const connection of source.connections.values()) {
    if (connection.origin !== operation.origin || connectionAt(connection, now) === 'closed') continue;
    if (authorityOf(source, connection) !== authorityOfOperation(source, operation, connection.origin))
      continue;
    const limit = streamLimitAt(connection, now);
    if (connection.protocol === 'http2' && limit !== undefined && openStreams(connection, now) >= limit) {
      return `${start}: connection ${connection.id} has ${count(limit, 'open stream')}, and SETTINGS_MAX_CONCURRENT_STREAMS allows no more (RFC 9113 §5.1.2)`;
    }
    if (isBrowserBusy(source, connection, operation.isFromCode, now)) busy += 1;
  }
  if (
    operation.client === 'browser' &&
    operation.transport !== 'websocket' &&
    busy >= BROWSER_CONNECTION_LIMIT
  )
    return `${start}: all ${busy} connections of the browser to this origin are taken`;
  return `${start} yet`;
}

const WAYS = {
  both: '',
  'client-to-server': ' to the server',
  'server-to-client': ' to the client',
} as const;

/** What the faults at work on a connection do to it: `frozen: every byte is held`. Empty without any. */
export function faultWords({ faults }: Pick<Connection, 'faults'>): string {
  const words = faults.map((fault) => {
    if (fault.type === 'freeze') return `frozen: every byte${WAYS[fault.direction]} is held`;
    if (fault.type === 'delay') return `each chunk${WAYS[fault.direction]} held for ${fault.delayMs} ms`;
    return FAULTS[fault.type].label.toLowerCase();
  });
  return words.join(' · ');
}

/** How many bytes faults hold now, in words: `164 B held`. Empty when they hold none. */
export function heldWords({ heldBytes }: Pick<Connection, 'heldBytes'>): string {
  const held = heldBytes['client-to-server'] + heldBytes['server-to-client'];
  return held === 0 ? '' : `${formatBytes(held)} held`;
}

/** The state of an operation in the words of its own API: readyState where it has one. */
export function stateWords(
  operation: Operation,
  state: OperationState,
  exchange: Exchange | undefined,
): string {
  if (operation.transport === 'sse' || operation.transport === 'websocket') {
    if (state === 'closed') return 'CLOSED';
    return state === 'open' ? 'OPEN' : 'CONNECTING';
  }
  if (state === 'closed') return exchange?.status === undefined ? 'ended' : `${exchange.status} done`;
  if (state === 'open' && exchange?.status !== undefined) return String(exchange.status);
  return state === 'open' ? 'answered' : state;
}

/** `/sse`: the path and query, without the `op` parameter that the number beside it already says. */
export function targetWords(target: string): string {
  const path = target.replace(/^https?:\/\/[^/]+/, '');
  return path.replace(/([?&])op=\d+(&|$)/, (_, before: string, after: string) => (after ? before : ''));
}

/** `conn 3 · 4.2 s · 1.2 kB` */
export function connectionFacts(connection: Connection, now: number): string {
  const end = connection.closed && connection.closed.t <= now ? connection.closed.t : now;
  const { bytes } = connection;
  const total = formatBytes(bytes['client-to-server'] + bytes['server-to-client']);
  return `conn ${connection.id} · ${formatDuration(end - connection.openedAt)} · ${total}`;
}

/** What is said at the top of an HTTP/2 connection. */
export function shellCaption(connection: Connection, now: number): string {
  const streams = count(openStreams(connection, now), 'open stream');
  const limit = streamLimitAt(connection, now);
  const parts = [`conn ${connection.id}`, limit === undefined ? streams : `${streams} of at most ${limit}`];
  if (connection.tls) {
    if (connection.tls.alpn) parts.push(`ALPN chose ${connection.tls.alpn}`);
    parts.push(connection.tls.version);
  }
  return parts.join(' · ');
}

/** What is on the wire and what waits, counted: changes only when a count changes. */
export function countWords(source: WiresSource, now: number): string {
  const parts: string[] = [];
  const perHost = new Map<string, number>();
  let streams = 0;
  for (const connection of source.connections.values()) {
    const state = connectionAt(connection, now);
    if (state === undefined || state === 'closed') continue;
    const host = authorityOf(source, connection);
    perHost.set(host, (perHost.get(host) ?? 0) + 1);
    streams += openStreams(connection, now);
  }
  for (const [host, n] of perHost) parts.push(`${count(n, 'connection')} to ${host}`);
  if (streams > 0) parts.push(`${count(streams, 'HTTP/2 stream')} open`);
  const states = new Map<OperationState, number>();
  for (const operation of source.operations.values()) {
    const state = operationAt(operation, now);
    if (state !== undefined) states.set(state, (states.get(state) ?? 0) + 1);
  }
  for (const state of ['open', 'queued', 'reconnecting'] as const) {
    const n = states.get(state) ?? 0;
    if (n > 0) parts.push(`${count(n, 'operation')} ${state}`);
  }
  return parts.length === 0 ? 'Nothing is on the wire.' : `${parts.join(', ')}.`;
}

/** The whole picture in words, for those who do not see it; `counts` is what countWords says. */
export function summaryWords(source: WiresSource, now: number, counts = countWords(source, now)): string {
  let longest = 0;
  for (const operation of source.operations.values()) {
    if (operationAt(operation, now) === 'queued') longest = Math.max(longest, now - operation.issuedAt);
  }
  const wait = longest > 0 ? ` The longest wait is ${formatDuration(longest)}.` : '';
  return `${counts}${wait}`;
}
