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
    // Whole microseconds: what lies below is noise, and would fill recordings with digits.
    now: () => Math.round((performance.now() - startMs) * 1_000) / 1_000,
    after: (delayMs, task) => cancelOf(setTimeout(task, delayMs).unref()),
    every: (intervalMs, task) => cancelOf(setInterval(task, intervalMs).unref()),
  };
}
