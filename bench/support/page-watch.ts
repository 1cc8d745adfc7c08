import type { CDPSession, Page } from 'playwright-core';

/** The processor time of the page's main thread so far, in milliseconds: all of it, and what of it went where. */
export interface Work {
  readonly task: number;
  /** Scripts, style and layout together: what the page's own code causes. The rest is painting, and the browser's own. */
  readonly own: number;
}

/** Begins to count the work of the page's main thread, in processor time: another program's load counts for nothing. */
export async function countWork(cdp: CDPSession): Promise<void> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
}

export async function workSoFar(cdp: CDPSession): Promise<Work> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const ms = (wanted: string): number =>
    (metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN) * 1_000;
  return {
    task: ms('TaskDuration'),
    own: ms('ScriptDuration') + ms('RecalcStyleDuration') + ms('LayoutDuration'),
  };
}

/** What a page went through while it was watched. */
export interface Watched {
  /** Between animation frames, in milliseconds, shortest first. */
  readonly intervals: readonly number[];
  /** Tasks of more than 50 ms (Long Tasks API), in milliseconds, shortest first. */
  readonly longTasks: readonly number[];
  /** Records that came into the trace, step by step, and how long the oldest of a step was on its way, in milliseconds. */
  readonly applied: readonly {
    readonly records: number;
    readonly oldestMs: number;
    readonly frames: number;
  }[];
}

/* Both run in the page, as text: a function cannot be handed to the page beside another. */
const WATCH = `(() => {
  const seen = { intervals: [], longTasks: [], applied: [] };
  const observers = [
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
    }),
    new PerformanceObserver((list) => {
      for (const { name, detail } of list.getEntries()) if (name === 'wire101:applied') seen.applied.push(detail);
    }),
  ];
  observers[0].observe({ entryTypes: ['longtask'] });
  observers[1].observe({ entryTypes: ['mark'] });
  let last = performance.now();
  let request = requestAnimationFrame(function next(now) {
    seen.intervals.push(now - last);
    last = now;
    request = requestAnimationFrame(next);
  });
  globalThis.stopWatching = () => {
    cancelAnimationFrame(request);
    for (const observer of observers) observer.disconnect();
    return seen;
  };
})()`;

/** Begins to watch; what comes back ends it. */
export async function watchPage(page: Page): Promise<() => Promise<Watched>> {
  await page.evaluate(WATCH);
  return async () => {
    const seen = await page.evaluate<Watched>('stopWatching()');
    const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
    /* The first interval began before anything was drawn. */
    return { ...seen, intervals: sorted(seen.intervals.slice(1)), longTasks: sorted(seen.longTasks) };
  };
}

/** The value that `share` of the sorted values do not exceed; NaN without any. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

/** The same of values of different weight, in any order. */
export function weightedPercentile(
  values: readonly { readonly value: number; readonly weight: number }[],
  share: number,
): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  let left = sorted.reduce((sum, { weight }) => sum + weight, 0) * share;
  for (const { value, weight } of sorted) {
    left -= weight;
    if (left <= 0) return value;
  }
  return Number.NaN;
}
