import type { Operation } from '../model.ts';

/**
 * When a client tried to get back, in order: its requests that reached the wire, and the failures it reported itself. A
 * connection that is refused carries no byte, so only the client knows of that attempt.
 */
export function attemptTimes(operation: Operation): number[] {
  const failures = operation.events.filter(({ event }) => event === 'error').map(({ t }) => t);
  /* A browser reports a WebSocket that failed twice, `error` and then its end. */
  const distinct = failures.filter((t, at) => at === 0 || t - (failures[at - 1] as number) > 20);
  const answered = operation.exchanges.slice(1).map(({ startedAt }) => startedAt);
  return [...distinct, ...answered].sort((a, b) => a - b);
}

/** The pauses between attempts, in milliseconds. */
export function pauses(operation: Operation): number[] {
  const times = attemptTimes(operation);
  return times.slice(1).map((t, at) => t - (times[at] as number));
}
