import type { TimeWindow } from './timeline-marks.ts';

/** Less would be drawn as one moment. */
const SHORTEST_MS = 1;

/**
 * The part of `window` in which there can be something to draw: not before `start`, where the subject of the picture began,
 * and not after `now`. It lasts a millisecond at least.
 */
export function shownTime(window: TimeWindow, start: number, now: number): TimeWindow {
  const to = Math.min(window.to, Math.max(now, start + SHORTEST_MS));
  const from = Math.min(Math.max(window.from, start), to - SHORTEST_MS);
  return { from, to };
}

/** Whether something that lasted from `from` to `to` (undefined: still lasts) is in the window. */
export function overlaps(window: TimeWindow, from: number, to: number | undefined): boolean {
  return from <= window.to && (to === undefined || to >= window.from);
}
