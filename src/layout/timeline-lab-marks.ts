import { settingChanges } from '../../contract/setting-texts.ts';
import type { LabLog } from '../../trace/lab-log.ts';
import type { LabMark, TimeWindow } from './timeline-marks.ts';
import type { TimeScale } from './timeline-scale.ts';
import { formatDuration } from './units.ts';

const WORDS = { graceful: 'Restart', crash: 'Crash' } as const;

/** What was done to the lab as a whole within the window: switches changed, and the times the origins were down. */
export function labMarks(
  { changes, restarts }: LabLog,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): LabMark[] {
  const marks: LabMark[] = [];
  changes.forEach(({ t, before, settings }, at) => {
    if (t > now || t < window.from || t > window.to) return;
    const title = `Switches changed. ${settingChanges(before, settings).join(', ')}`;
    marks.push({ key: `settings-${at}`, kind: 'settings', x: scale(t), width: 0, title });
  });
  restarts.forEach(({ t, kind, upAt }, at) => {
    const isBack = upAt !== undefined && upAt <= now;
    const end = isBack ? upAt : now;
    if (t > now || end < window.from || t > window.to) return;
    const x = scale(Math.max(t, window.from));
    const width = Math.max(2, scale(Math.min(end, window.to)) - x);
    const title = `${WORDS[kind]}: the origins were down for ${formatDuration(end - t)}${isBack ? '' : ' so far'}`;
    marks.push({ key: `restart-${at}`, kind: 'down', x, width, title });
  });
  return marks;
}
