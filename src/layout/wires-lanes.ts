import type { OriginId } from '../../contract/origin.ts';
import { ORIGIN_IDS } from '../../contract/origin.ts';
import type { Connection, Exchange, Http2Stream } from '../../trace/model.ts';
import { connectionAt, lastExchangeAt, operationAt } from './at.ts';
import { assignLanes } from './lanes.ts';
import { streamsBetween } from './lasting.ts';
import { authorityOf } from './wires-hosts.ts';
import type { WiresSource } from './wires-words.ts';

/** How long a connection or stream that is over stays in the picture, in milliseconds. */
export const FADE_MS = 4_000;

/** One of the client's lanes to an origin: who is on it (as it is by now), and who just left it. */
export interface ConnectionLane {
  readonly current: Connection | undefined;
  readonly ghost: Connection | undefined;
}

/** The lanes to one host and port of an origin. */
export interface OriginLanes {
  readonly origin: OriginId;
  readonly authority: string;
  readonly lanes: readonly ConnectionLane[];
  /** Connections that are open, and those that have faded from the picture. */
  readonly open: number;
  readonly folded: number;
}

/** How much is left of something that was over at `endedAt`: 1 to 0. */
export function fade(endedAt: number, now: number): number {
  return Math.min(1, Math.max(0, 1 - (now - endedAt) / FADE_MS));
}

/** The lanes to each host and port that has, or had, a connection, in the order of the origins. Whoever takes the place of one that left has its lane. */
export function originLanes(source: WiresSource, now: number): OriginLanes[] {
  const perHost = new Map<OriginId, Map<string, Connection[]>>();
  for (const connection of source.connections.values()) {
    const state = connectionAt(connection, now);
    if (state === undefined) continue;
    if (connection.closed && connection.closed.t <= source.clearedAt) continue;
    const authority = authorityOf(source, connection);
    let hosts = perHost.get(connection.origin);
    if (!hosts) perHost.set(connection.origin, (hosts = new Map<string, Connection[]>()));
    const list = hosts.get(authority);
    if (list) list.push(connection);
    else hosts.set(authority, [connection]);
  }
  return ORIGIN_IDS.flatMap((origin) =>
    [...(perHost.get(origin) ?? [])].map(([authority, connections]) =>
      lanesOf({ origin, authority }, connections, now),
    ),
  );
}

function lanesOf(
  host: Pick<OriginLanes, 'origin' | 'authority'>,
  connections: readonly Connection[],
  now: number,
): OriginLanes {
  const numbers = assignLanes(
    connections.map(({ id, openedAt, closed }) => ({ id, from: openedAt, to: closed?.t })),
  );
  const lanes: { current: Connection | undefined; ghost: Connection | undefined }[] = [];
  let open = 0;
  let folded = 0;
  for (const connection of connections) {
    const number = numbers.get(connection.id) as number;
    const lane = (lanes[number] ??= { current: undefined, ghost: undefined });
    if (connectionAt(connection, now) !== 'closed') {
      lane.current = connection;
      open += 1;
    } else if (fade((connection.closed as { t: number }).t, now) > 0) lane.ghost = connection;
    else folded += 1;
  }
  return { ...host, open, folded, lanes: lanes.filter((lane) => lane?.current || lane?.ghost) };
}

/** Whether a stream that is over still stands for an operation that goes on (the pause between two polls). */
function isResting(source: WiresSource, exchange: Exchange | undefined, now: number): boolean {
  const operation = exchange?.op === undefined ? undefined : source.operations.get(exchange.op);
  if (!operation || operationAt(operation, now) !== 'open') return false;
  return lastExchangeAt(operation.exchanges, now) === exchange;
}

/** Streams looked at for their lanes: those of a flood that are long over would cost time and change nothing. */
const MAX_REMEMBERED_STREAMS = 2_000;

/** The streams of an HTTP/2 connection to draw, in the order of their lanes. */
export function streamLanes(source: WiresSource, connection: Connection, now: number): Http2Stream[] {
  const isFlood = connection.streams.size > MAX_REMEMBERED_STREAMS;
  const remembered = isFlood
    ? streamsBetween(connection, now - FADE_MS, now)
    : [...connection.streams.values()];
  const streams = remembered.filter((s) => s.id !== 0 && s.state !== 'idle');
  const shown = streams.filter(
    (s) =>
      s.openedAt <= now &&
      (s.closedAt === undefined || fade(s.closedAt, now) > 0 || isResting(source, s.exchange, now)),
  );
  const numbers = assignLanes(
    streams.map((s) => ({
      id: s.id,
      from: s.openedAt,
      to: s.closedAt !== undefined && isResting(source, s.exchange, now) ? undefined : s.closedAt,
    })),
  );
  const byLane = new Map<number, Http2Stream>();
  for (const stream of shown) byLane.set(numbers.get(stream.id) as number, stream);
  return [...byLane.entries()].sort(([a], [b]) => a - b).map(([, stream]) => stream);
}
