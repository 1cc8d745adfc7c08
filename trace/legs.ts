import type { Connection, Exchange } from './model.ts';
import { headerValue } from './stacks/headers.ts';

type Connections = ReadonlyMap<number, Connection>;

/** Joins a server leg that names the connection it carries on with that connection. Does nothing for any other. */
export function pairRecorded(connection: Connection, connections: Connections): void {
  const other = connection.pair === undefined ? undefined : connections.get(connection.pair);
  if (other) other.pair = connection.id;
}

/**
 * Joins the connection of a proxy with that of the client whose request it carries on: the proxy says whose in
 * `X-Real-IP` and `X-Real-Port`. A proxy may carry on one client's requests on several connections, and those of several
 * clients on one: the newest counts. Does nothing when the client's connection is not known.
 */
export function pairByHeaders(
  connection: Connection,
  headers: Exchange['headers'],
  connections: Connections,
): void {
  const port = Number(headerValue(headers, 'x-real-port'));
  const address = headerValue(headers, 'x-real-ip');
  let found: Connection | undefined;
  for (const other of connections.values()) {
    if (other.origin !== 'proxy' || other.clientPort !== port || other.state === 'closed') continue;
    if (other.clientAddress.replace(/^::ffff:/, '') === address) found = other;
  }
  if (!found) return;
  connection.pair = found.id;
  found.pair = connection.id;
}
