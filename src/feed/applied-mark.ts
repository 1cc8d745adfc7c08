import type { Trace } from '../../trace/trace.ts';
import type { Applied } from './trace-feed.ts';

/** The name of the mark. */
const APPLIED_MARK = 'wire101:applied';

/**
 * Marks in the browser's own timeline (User Timing) that records are in the trace now: how many, how long the oldest of
 * them was on its way, and how many frames there are. Whoever observes marks gets it; it is not kept.
 */
export function markApplied({ records, oldestT }: Applied, { epochMs, frames }: Trace): void {
  const oldestMs = performance.timeOrigin + performance.now() - (epochMs + oldestT);
  performance.mark(APPLIED_MARK, { detail: { records, oldestMs, frames: frames.length } });
  performance.clearMarks(APPLIED_MARK);
}
