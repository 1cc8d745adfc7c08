import type { TimeWindow } from '../layout/timeline-marks.ts';
import { followWindow } from '../layout/follow-window.ts';
import type { Stage } from './stage.ts';

/**
 * The part of time that every view shows: the one somebody chose, or else the one that follows `now`. When all is to be
 * shown it reaches to the end of the recording, so that it stands still while the moment moves in it.
 */
export function shownWindow(
  stage: Pick<Stage, 'window' | 'followLength' | 'trace' | 'end'>,
  now: number,
): TimeWindow {
  const { window, followLength, trace, end } = stage;
  return window ?? followWindow(followLength, trace.clearedAt, followLength === 'whole' ? end : now);
}

/**
 * The part of time to choose so that the moment `t` is in view and stays there, as long as the one that is shown; undefined
 * when nothing has to be chosen. It ends at `now` at the latest, so that following the present gives it up.
 */
export function windowAround(
  stage: Pick<Stage, 'window' | 'followLength' | 'trace' | 'end'>,
  t: number,
  now: number,
): TimeWindow | undefined {
  const { from, to } = shownWindow(stage, now);
  const movesOn = stage.window === undefined && stage.followLength !== 'whole';
  if (!movesOn && t >= from && t <= to) return undefined;
  const half = (to - from) / 2;
  return { from: Math.max(0, t - half), to: Math.min(t + half, now) };
}
