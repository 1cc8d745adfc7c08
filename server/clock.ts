import { performance } from 'node:perf_hooks';
import type { Cancel, Clock } from './context.ts';

/** A clock that begins at zero now. `epochMs` is the wall clock at that moment, for display. */
export function createClock(): Clock & { readonly epochMs: number } {
  const startMs = performance.now();
  const cancelOf =
    (timer: NodeJS.Timeout): Cancel =>
    () =>
      clearTimeout(timer);
  return {
    epochMs: Date.now(),
    now: () => performance.now() - startMs,
    after: (delayMs, task) => cancelOf(setTimeout(task, delayMs).unref()),
    every: (intervalMs, task) => cancelOf(setInterval(task, intervalMs).unref()),
  };
}
