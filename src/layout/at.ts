import type { Direction } from '../../contract/direction.ts';
import { FAULTS, type Fault } from '../../contract/faults.ts';
import type {
  Connection,
  ConnectionState,
  Exchange,
  FaultEntry,
  Http2Stream,
  Operation,
  OperationState,
} from '../../trace/model.ts';
import type { OriginFaults } from '../../trace/faults.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstWhere } from './frame-search.ts';

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

/** What of a trace the bytes of a connection at a moment are counted from. */
type ByteCounts = Partial<Pick<Trace, 'rawSource'>>;

/**
 * A connection with the faults, held bytes and byte counts it had at `now`. While nothing of it has changed since, as is
 * the rule for live pictures, it is the connection itself.
 */
export function connectionAsOf(source: ByteCounts, connection: Connection, now: number): Connection {
  const { faultLog, heldLog } = connection;
  const bytes = bytesAt(source, connection, now);
  const changed = (log: readonly { readonly t: number }[]): boolean => (log.at(-1)?.t ?? 0) > now;
  if (!bytes && !changed(faultLog) && !changed(heldLog)) return connection;
  const before = faultLog.filter(({ t }) => t <= now);
  const held = (direction: Direction): number =>
    changed(heldLog)
      ? (heldLog.findLast((entry) => entry.t <= now && entry.direction === direction)?.bytes ?? 0)
      : connection.heldBytes[direction];
  return {
    ...connection,
    bytes: bytes ?? connection.bytes,
    faultLog: before,
    faults: changed(faultLog) ? faultsOfLog(before) : connection.faults,
    heldBytes: {
      'client-to-server': held('client-to-server'),
      'server-to-client': held('server-to-client'),
    },
  };
}

/** The faults that were on whole origins at `now`. While none has changed since, it is the trace's own. */
export function originFaultsAt(
  { originFaults, originFaultLog }: Pick<Trace, 'originFaults' | 'originFaultLog'>,
  now: number,
): OriginFaults {
  if ((originFaultLog.at(-1)?.t ?? 0) <= now) return originFaults;
  const then = originFaultLog.filter(({ t }) => t <= now);
  const origins = new Set(then.map(({ origin }) => origin));
  return new Map(
    [...origins].map((origin) => [origin, faultsOfLog(then.filter((entry) => entry.origin === origin))]),
  );
}

/** SETTINGS_MAX_CONCURRENT_STREAMS as the server had announced it by `now`; undefined before. */
export function streamLimitAt({ limitLog }: Connection, now: number): number | undefined {
  return limitLog.findLast(({ t }) => t <= now)?.maxConcurrentStreams;
}

function faultsOfLog(log: readonly FaultEntry[]): Fault[] {
  const faults = new Map<Fault['type'], Fault>();
  for (const { fault, active } of log) {
    faults.delete(fault.type);
    if (active && !FAULTS[fault.type].momentary) faults.set(fault.type, fault);
  }
  return [...faults.values()];
}

/** Undefined when all bytes had come by then, or when they cannot be counted. */
function bytesAt(
  source: ByteCounts,
  { id, bytes }: Connection,
  now: number,
): Record<Direction, number> | undefined {
  const up = source.rawSource?.(id, 'client-to-server')?.lengthAt(now) ?? bytes['client-to-server'];
  const down = source.rawSource?.(id, 'server-to-client')?.lengthAt(now) ?? bytes['server-to-client'];
  if (up === bytes['client-to-server'] && down === bytes['server-to-client']) return undefined;
  return { 'client-to-server': up, 'server-to-client': down };
}

/** The last of these exchanges that had begun at `now`. They must be in the order they began. */
export function lastExchangeAt(exchanges: readonly Exchange[], now: number): Exchange | undefined {
  const newest = exchanges.at(-1);
  if (!newest || newest.startedAt <= now) return newest;
  return exchanges[firstWhere(exchanges.length, (at) => (exchanges[at] as Exchange).startedAt > now) - 1];
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

/** Where an operation stood at `now`, or undefined before it was issued and where nothing shows it. */
export function operationAt(operation: Operation, now: number): OperationState | undefined {
  if (operation.issuedAt > now && (operation.onWireAt === undefined || operation.onWireAt > now))
    return undefined;
  if (operation.closedAt !== undefined && operation.closedAt <= now) return 'closed';
  const exchange = lastExchangeAt(operation.exchanges, now);
  /* Raw bytes name no operation: their connection shows them, and nothing of it waits. */
  if (!exchange) return operation.transport === 'raw' ? undefined : 'queued';
  if (isActive(exchange, now))
    return exchange.respondedAt === undefined || exchange.respondedAt > now ? 'waiting' : 'open';
  if (operation.transport === 'sse') return 'reconnecting';
  return operation.transport === 'poll' || operation.transport === 'long-poll' ? 'open' : 'closed';
}
