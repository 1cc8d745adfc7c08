import type { Connection } from '../../../trace/model.ts';
import type { Trace } from '../../../trace/trace.ts';

/** The HTTP/2 connections that were there by `now`, newest last, those that were over before the last clear left out. */
export function http2Connections(trace: Trace, now: number): Connection[] {
  return [...trace.connections.values()].filter(
    ({ protocol, openedAt, closed }) =>
      protocol === 'http2' && openedAt <= now && (closed === undefined || closed.t >= trace.clearedAt),
  );
}

/** The one a view shows: the selected one if it is among them, else the one with the most bytes; undefined of none. */
export function shownConnection(
  connections: readonly Connection[],
  selected: number | undefined,
): Connection | undefined {
  const total = ({ bytes }: Connection): number => bytes['client-to-server'] + bytes['server-to-client'];
  let busiest: Connection | undefined;
  for (const connection of connections) {
    if (connection.id === selected) return connection;
    if (!busiest || total(connection) > total(busiest)) busiest = connection;
  }
  return busiest;
}
