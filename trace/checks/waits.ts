import type { OriginId } from '../../contract/origin.ts';
import type { Operation } from '../model.ts';
import type { Trace } from '../trace.ts';

/** A request that a browser was asked for and that was not on the wire for a while. */
export interface Wait {
  readonly operation: Operation;
  readonly from: number;
  /** When its first byte crossed the wire, or it was given up; `now` while it still waits. */
  readonly to: number;
  /** Whether its request is still not on the wire, and still wanted. */
  readonly waiting: boolean;
}

/**
 * How long each operation of a browser on this origin waited for its first byte on the wire, in the order they were
 * issued. Operations that failed before a byte crossed are left out: they did not wait, they were refused. So are waits
 * that were over before the recording was cleared.
 */
export function firstWaits(trace: Trace, origin: OriginId, now: number): Wait[] {
  const waits: Wait[] = [];
  for (const operation of trace.operations.values()) {
    if (operation.client !== 'browser' || operation.origin !== origin) continue;
    const onWire = operation.onWireAt;
    if (onWire === undefined && operation.events.some(({ event }) => event === 'error')) continue;
    const to = onWire ?? operation.closedAt ?? now;
    const from = operation.issuedAt;
    if (to < trace.clearedAt) continue;
    const waiting = onWire === undefined && operation.closedAt === undefined;
    waits.push({ operation, from, to: Math.max(from, to), waiting });
  }
  return waits.sort((a, b) => a.from - b.from);
}

/** The longest wait, or undefined when there is none. */
export function longestWait(waits: readonly Wait[]): Wait | undefined {
  let longest: Wait | undefined;
  for (const wait of waits) if (!longest || wait.to - wait.from > longest.to - longest.from) longest = wait;
  return longest;
}

/** `op 7 (EventSource)`. */
export function operationName({ id, transport }: Operation): string {
  const names = { sse: 'EventSource', fetch: 'fetch', websocket: 'WebSocket' } as Partial<
    Record<string, string>
  >;
  return `op ${id} (${names[transport] ?? transport})`;
}
