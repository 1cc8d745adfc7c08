import type {
  Connection,
  ConnectionState,
  Exchange,
  Http2Stream,
  Operation,
  OperationState,
} from '../../trace/model.ts';

/*
 * The model holds how things ended up. These functions say how they stood at a moment, so that a picture of the past
 * shows the past.
 */

/** The state of a connection at `now`, or undefined before it was opened. */
export function connectionAt(connection: Connection, now: number): ConnectionState | undefined {
  if (connection.openedAt > now) return undefined;
  if (connection.closed && connection.closed.t <= now) return 'closed';
  const [first] = connection.endings;
  if (first && first.t <= now) return 'closing';
  return connection.readyAt === undefined || connection.readyAt > now ? 'connecting' : 'open';
}

/** The last of these exchanges that had begun at `now`. They must be in the order they began. */
export function lastExchangeAt(exchanges: readonly Exchange[], now: number): Exchange | undefined {
  for (let at = exchanges.length - 1; at >= 0; at--) {
    const exchange = exchanges[at] as Exchange;
    if (exchange.startedAt <= now) return exchange;
  }
  return undefined;
}

/** Whether a request is on its way, or its answer still flows, at `now`. */
export function isActive(exchange: Exchange, now: number): boolean {
  return exchange.startedAt <= now && (exchange.endedAt === undefined || exchange.endedAt > now);
}

/** Whether an HTTP/2 stream counts toward SETTINGS_MAX_CONCURRENT_STREAMS at `now` (RFC 9113 §5.1.2). */
export function isStreamOpen(stream: Http2Stream, now: number): boolean {
  if (stream.openedAt > now || (stream.closedAt !== undefined && stream.closedAt <= now)) return false;
  return stream.state !== 'idle' && !stream.state.startsWith('reserved');
}

/** Where an operation stood at `now`, or undefined before it was issued. */
export function operationAt(operation: Operation, now: number): OperationState | undefined {
  if (operation.issuedAt > now && (operation.onWireAt === undefined || operation.onWireAt > now))
    return undefined;
  if (operation.closedAt !== undefined && operation.closedAt <= now) return 'closed';
  const exchange = lastExchangeAt(operation.exchanges, now);
  if (!exchange) return 'queued';
  if (isActive(exchange, now))
    return exchange.respondedAt === undefined || exchange.respondedAt > now ? 'waiting' : 'open';
  if (operation.transport === 'sse') return 'reconnecting';
  return operation.transport === 'poll' || operation.transport === 'long-poll' ? 'open' : 'closed';
}
