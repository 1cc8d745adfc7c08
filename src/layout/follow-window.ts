import type { TimeWindow } from './timeline-marks.ts';

/** How much of the recording follow mode shows: the last so many milliseconds, or all of it. */
export type FollowLength = number | 'whole';

/** The lengths there are to choose from, the shortest first. */
export const FOLLOW_LENGTHS = [10_000, 30_000, 60_000, 'whole'] as const satisfies readonly FollowLength[];

/** The shortest length, but none shorter than `length`, in whose later half lies what happened `agoMs` before now. */
export function lengthThatShows(agoMs: number, length: FollowLength): FollowLength {
  const long = FOLLOW_LENGTHS.find(
    (each) => each === 'whole' || (each >= 2 * agoMs && length !== 'whole' && each >= length),
  );
  return long ?? 'whole';
}

/** A little room after the newest frame, as a share of the window. */
const FOLLOW_ROOM = 0.02;
const SHORTEST_WHOLE_MS = 2_000;

/** The window of follow mode at `now`. `start` is where the recording begins, or was cleared. */
export function followWindow(length: FollowLength, start: number, now: number): TimeWindow {
  if (length === 'whole') {
    const whole = Math.max(SHORTEST_WHOLE_MS, (now - start) * (1 + FOLLOW_ROOM));
    return { from: start, to: start + whole };
  }
  const to = now + length * FOLLOW_ROOM;
  /* Before there is as much as is wanted, the recording grows from the left. */
  const from = Math.max(start, to - length);
  return { from, to: Math.max(to, from + length) };
}
