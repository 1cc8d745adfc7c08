import type { TimeWindow } from '../layout/timeline-marks.ts';
import { followWindow } from '../layout/timeline-scale.ts';
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
