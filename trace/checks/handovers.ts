import type { OriginId } from '../../contract/origin.ts';
import type { Connection, Ending } from '../model.ts';
import type { Trace } from '../trace.ts';
import { firstWaits, type Wait } from './waits.ts';

/** A request that waited in the browser went on the wire right after a connection ended. */
export interface Handover {
  readonly wait: Wait;
  readonly ended: Connection & { readonly closed: Ending };
  /** The frame of the request that got the lane. */
  readonly requestFrame: number;
  /** From the connection's end to the request's first byte. */
  readonly afterMs: number;
}

/** A request that was on the wire sooner than this after it was asked for did not wait for a lane. */
const LEAST_WAIT_MS = 500;
/** A request that came later than this after the end of a connection may have another cause. */
const LONGEST_HANDOVER_MS = 1_000;

/** Every handover on an origin, in the order they happened. */
export function handovers(trace: Trace, origin: OriginId, now: number): Handover[] {
  const ended: Handover['ended'][] = [];
  for (const connection of trace.connections.values()) {
    /* A connection that carried no request was no lane: browsers open spare ones. */
    if (connection.origin !== origin || connection.exchanges.length === 0) continue;
    if (connection.closed) ended.push(connection as Handover['ended']);
  }
  const found: Handover[] = [];
  for (const wait of firstWaits(trace, origin, now)) {
    const exchange = wait.operation.exchanges[0];
    if (!exchange || wait.to - wait.from < LEAST_WAIT_MS) continue;
    const before = ended
      .filter(({ closed }) => closed.t > wait.from && closed.t <= wait.to)
      .sort((a, b) => b.closed.t - a.closed.t)[0];
    if (!before || wait.to - before.closed.t > LONGEST_HANDOVER_MS) continue;
    found.push({
      wait,
      ended: before,
      requestFrame: exchange.requestFrame,
      afterMs: wait.to - before.closed.t,
    });
  }
  return found.sort((a, b) => a.wait.to - b.wait.to);
}
