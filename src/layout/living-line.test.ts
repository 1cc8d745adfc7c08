import { expect, test } from 'vitest';
import { livingPills } from './living-line.ts';

test('the newest event stands at the right end, older ones further left, and what is older than the span is gone', () => {
  const events = [1_000, 8_000, 14_000].map((t, frame) => ({ t, frame }));
  expect(livingPills(events, 14_000, 120).map(({ frame, x }) => [frame, x])).toEqual([
    [1, 60],
    [2, 120],
  ]);
});
test('nothing is drawn of the future, and nothing of nothing', () => {
  expect(livingPills([{ t: 20, frame: 0 }], 10, 120)).toEqual([]);
  expect(livingPills([], 10, 120)).toEqual([]);
});
