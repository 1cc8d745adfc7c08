import type { OriginId } from '../../contract/origin.ts';
import type { Connection } from '../model.ts';
import type { Trace } from '../trace.ts';

/** Faults that make a peer look dead without an end on the wire. */
const SILENCING: ReadonlySet<string> = new Set(['freeze', 'drop-pong']);

/** A time in which a WebSocket's connection was silenced. */
export interface Silence {
  readonly connection: Connection;
  readonly since: number;
  /** When the fault was taken off, or undefined. */
  readonly until: number | undefined;
}

/** The first silence of each WebSocket's connection of an origin, in order. */
export function silences(trace: Trace, origin: OriginId): Silence[] {
  return [...trace.connections.values()].flatMap((connection) => {
    const { faultLog, exchanges, closed } = connection;
    const isSocket = exchanges.some(({ carries }) => carries === 'websocket');
    if (connection.origin !== origin || !isSocket || (closed?.t ?? Infinity) < trace.clearedAt) return [];
    const put = faultLog.find(({ fault, active }) => active && SILENCING.has(fault.type));
    if (!put) return [];
    const off = faultLog.find(
      ({ t, fault, active }) => !active && t >= put.t && fault.type === put.fault.type,
    );
    return [{ connection, since: put.t, until: off?.t }];
  });
}

/**
 * When somebody gave the connection up: `server`, an end at the server's side; `client`, the client's own account of it
 * before the server ended anything, by more than its clock may be wrong. Left out: whoever was first.
 */
export function givenUpAt(
  trace: Trace,
  { endings, closed, exchanges }: Connection,
  since: number,
  by?: 'client' | 'server',
): number | undefined {
  const byServer = endings.find((ending) => ending.t >= since && ending.by === 'server')?.t;
  if (by === 'server') return byServer;
  const reported = exchanges
    .flatMap(({ op }) => (op === undefined ? undefined : trace.operations.get(op))?.events ?? [])
    .find(({ t, event }) => t >= since && (event === 'error' || event === 'closed'));
  if (by === 'client') {
    const isFirst = reported && reported.t + reported.clockErrorMs < (byServer ?? Infinity);
    return isFirst ? reported.t : undefined;
  }
  const ended = endings.find((ending) => ending.t >= since && ending.by !== 'fault')?.t ?? closed?.t;
  const first = Math.min(reported?.t ?? Infinity, ended ?? Infinity);
  return first >= since && first < Infinity ? first : undefined;
}
