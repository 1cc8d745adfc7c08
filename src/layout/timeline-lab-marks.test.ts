import { expect, test } from 'vitest';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { LabLog } from '../../trace/lab-log.ts';
import { labMarks } from './timeline-lab-marks.ts';
import { timeScale } from './timeline-scale.ts';

const window = { from: 0, to: 100 };
const scale = timeScale(window, 0, 1_000);

test('a changed switch is a line that names it, and the time the origins were down is a band', () => {
  const log = new LabLog();
  const settings = { ...DEFAULT_LAB_SETTINGS, replay: false, maxFrameSize: 20_000 };
  log.change(DEFAULT_LAB_SETTINGS, { type: 'settings', t: 10, settings });
  log.restart({ type: 'restart', t: 40, kind: 'crash', phase: 'down', backAfterMs: 20 });
  const words = (now: number) => labMarks(log, now, window, scale).map(({ title }) => title);
  expect(words(5)).toEqual([]);
  expect(words(50)).toEqual([
    'Switches changed. MAX_FRAME_SIZE: 20,000, Replay: off',
    'Crash: the origins were down for 10 ms so far',
  ]);
  log.restart({ type: 'restart', t: 60, kind: 'crash', phase: 'up' });
  expect(labMarks(log, 90, window, scale)[1]).toMatchObject({
    kind: 'down',
    x: scale(40),
    width: scale(60) - scale(40),
    title: 'Crash: the origins were down for 20 ms',
  });
});

test('the end of a time whose beginning was cleared away is passed over', () => {
  const log = new LabLog();
  log.restart({ type: 'restart', t: 10, kind: 'graceful', phase: 'up' });
  expect(labMarks(log, 90, window, scale)).toEqual([]);
});
