import type { TimeWindow } from './timeline-marks.ts';

/** Less would be drawn as one moment. */
const SHORTEST_MS = 1;

/**
 * The part of time a view draws: the chosen window, else everything from `start` on. It never ends after `now`, so nothing
 * later than the moment shown is drawn, and lasts a millisecond at least.
 */
export function shownTime(chosen: TimeWindow | undefined, start: number, now: number): TimeWindow {
  const to = Math.min(chosen?.to ?? now, now);
  const from = Math.min(chosen?.from ?? start, to - SHORTEST_MS);
  return { from, to };
}

/** Whether something that lasted from `from` to `to` (undefined: still lasts) is in the window. */
export function overlaps(window: TimeWindow, from: number, to: number | undefined): boolean {
  return from <= window.to && (to === undefined || to >= window.from);
}
