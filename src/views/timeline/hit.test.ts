import { expect, test } from 'vitest';
import type { TimelineLayout } from '../../layout/timeline-marks.ts';
import { hitTimeline } from './hit.ts';

const layout: TimelineLayout = {
  width: 400,
  height: 80,
  x0: 100,
  x1: 390,
  axis: [],
  hidden: 0,
  summary: '',
  labMarks: [],
  lanes: [
    {
      key: 'op-1',
      op: 1,
      conn: 1,
      label: 'op 1',
      detail: '/sse',
      y: 28,
      height: 22,
      bars: [{ key: 'open-0', x: 110, width: 100, shape: 'open', colour: 'sse', title: 'open', text: '' }],
      faults: [{ key: 'fault-1-0', x: 150, width: 20, type: 'freeze', title: 'frozen' }],
      moments: [{ key: 'end-1', x: 210, isTrouble: true, title: 'conn 1 reset by fault' }],
      ticks: [{ x: 120, colour: 'sse', first: 4, last: 5, frame: 5, frames: 2 }],
    },
  ],
};

test('the pointer finds the lane it is in and every mark within its reach', () => {
  const hit = hitTimeline(layout, 123, 40);
  expect([hit?.lane.op, hit?.tick?.frame, hit?.bar?.title, hit?.moment]).toEqual([1, 5, 'open', undefined]);
  expect(hitTimeline(layout, 155, 40)?.fault?.title).toBe('frozen');
  expect(hitTimeline(layout, 213, 40)?.moment?.title).toBe('conn 1 reset by fault');
});

test('the pointer finds nothing above the lanes, below them, or on their labels', () => {
  expect(hitTimeline(layout, 123, 20)).toBeUndefined();
  expect(hitTimeline(layout, 123, 50)).toBeUndefined();
  expect(hitTimeline(layout, 50, 40)).toBeUndefined();
});
