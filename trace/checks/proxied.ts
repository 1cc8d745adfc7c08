import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { exchangesOn } from './exchanges.ts';

/** A request to the proxy, and the one that the proxy made of it. */
export interface Proxied {
  readonly client: Exchange;
  readonly server: Exchange;
}

/** Both legs of every request that the lab's proxy carried on, in the order of the server's leg. */
export function proxied(trace: Trace): Proxied[] {
  const asked = exchangesOn(trace, { origin: 'proxy' });
  return exchangesOn(trace, { origin: 'proxy-server' }).flatMap((server) => {
    const client = asked.findLast(
      ({ target, startedAt }) => target === server.target && startedAt <= server.startedAt,
    );
    return client ? [{ client, server }] : [];
  });
}
