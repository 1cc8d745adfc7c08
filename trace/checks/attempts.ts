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

/* What a client reports may seem to be a little earlier than what led to it: clocks differ. */
const CLOCK_SLACK_MS = 20;

/**
 * The pauses between attempts, in milliseconds: a list for each time the client lost its server. The time in which it was
 * connected is no pause.
 */
export function pauseRuns(operation: Operation): number[][] {
  const times = attemptTimes(operation);
  const opened = operation.events.filter(({ event }) => event === 'opened').map(({ t }) => t);
  const runs: number[][] = [[]];
  for (const [at, t] of times.slice(1).entries()) {
    const from = times[at] as number;
    if (opened.some((moment) => moment >= from - CLOCK_SLACK_MS && moment < t)) runs.push([]);
    else runs.at(-1)?.push(t - from);
  }
  return runs.filter((run) => run.length > 0);
}
