import type { OriginId } from '../../contract/origin.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';

/**
 * Whether a browser sent this request. The page's own operations say so; of other requests (a second tab, the console)
 * the User-Agent tells: every browser's begins with `Mozilla/5.0`, that of curl or Node does not. It is a convention, not
 * a proof: a program can send what it likes (RFC 9110 §10.1.5).
 */
export function isFromBrowser(trace: Trace, exchange: Exchange): boolean {
  const client = exchange.op === undefined ? undefined : trace.operations.get(exchange.op)?.client;
  if (client === 'browser' || client === 'node') return client === 'browser';
  return exchange.headers.some(
    ({ name, value }) => name.toLowerCase() === 'user-agent' && value.startsWith('Mozilla/5.0'),
  );
}

/** An event stream that a browser holds: it was answered, and at least one event came. */
export interface EventStream {
  readonly exchange: Exchange;
  readonly from: number;
  /** Infinity while it is open. */
  readonly to: number;
}

/**
 * The event streams of browsers on one origin, or on one connection, in the order they were answered. Those that ended
 * before the recording was cleared are left out.
 */
export function eventStreams(trace: Trace, where: { origin?: OriginId; conn?: number }): EventStream[] {
  const streams: EventStream[] = [];
  for (const exchange of trace.exchanges) {
    if (where.conn !== undefined && exchange.conn !== where.conn) continue;
    if (where.origin !== undefined && trace.connections.get(exchange.conn)?.origin !== where.origin) continue;
    if (exchange.carries !== 'sse' || exchange.messages['server-to-client'] === 0) continue;
    if (exchange.respondedAt === undefined || !isFromBrowser(trace, exchange)) continue;
    const to = exchange.endedAt ?? Number.POSITIVE_INFINITY;
    if (to > trace.clearedAt) streams.push({ exchange, from: exchange.respondedAt, to });
  }
  return streams.sort((a, b) => a.from - b.from);
}

/** The largest set of streams that were open at one moment; the first such set. Empty when there are none. */
export function mostAtOnce(streams: readonly EventStream[]): EventStream[] {
  let best: EventStream[] = [];
  let open: EventStream[] = [];
  for (const stream of streams) {
    open = open.filter(({ to }) => to > stream.from);
    open.push(stream);
    if (open.length > best.length) best = open;
  }
  return best;
}
