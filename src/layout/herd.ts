import { isOfHerd, retryMsOf } from '../../contract/herd.ts';
import type { Operation } from '../../trace/model.ts';
import { operationAt } from './at.ts';

/** Where a herd stands. */
export interface HerdCounts {
  readonly clients: number;
  readonly connected: number;
  /** Lost, or not connected yet. */
  readonly waiting: number;
  /** Attempts in each of the last seconds, oldest first; the last one is not over. */
  readonly attempts: readonly number[];
}

export const HERD_SECONDS = 30;

/** Attempts after those that were announced by a loss; the first is the one the operation was issued with. */
function* attemptsOf({ issuedAt, closedAt, events }: Operation): Generator<number> {
  yield issuedAt;
  for (const { t, event, detail } of events) {
    const waitMs = event === 'error' ? retryMsOf(detail) : undefined;
    if (waitMs !== undefined && t + waitMs < (closedAt ?? Infinity)) yield t + waitMs;
  }
}

/** Counts the clients of the herd that have not been closed. No herd: all zero. */
export function herdCounts(operations: Iterable<Operation>, now: number): HerdCounts {
  const attempts = Array.from({ length: HERD_SECONDS }, () => 0);
  const second = Math.floor(now / 1_000);
  let clients = 0;
  let connected = 0;
  for (const operation of operations) {
    const first = operation.events[0];
    if (first?.event !== 'issued' || !isOfHerd(first.detail)) continue;
    for (const t of attemptsOf(operation)) {
      const at = HERD_SECONDS - 1 - (second - Math.floor(t / 1_000));
      if (t <= now && attempts[at] !== undefined) attempts[at] += 1;
    }
    const state = operationAt(operation, now);
    if (state === undefined || state === 'closed') continue;
    clients += 1;
    if (state === 'open') connected += 1;
  }
  return { clients, connected, waiting: clients - connected, attempts };
}
