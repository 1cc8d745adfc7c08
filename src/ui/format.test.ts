import { expect, test } from 'vitest';
import { formatBytes, formatClock, formatDuration } from './format.ts';

test('bytes below a thousand are whole, above they have three digits', () => {
  expect([0, 999, 1_000, 48_213, 999_600, 2_500_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '48.2 kB',
    '1.00 MB',
    '2.50 GB',
  ]);
});
test('the recording clock shows hours only when there are any', () => {
  expect([0, 41_900, 3_641_000].map(formatClock)).toEqual(['00:00', '00:41', '1:00:41']);
});
test('durations choose their unit', () => {
  expect([0.4, 180.4, 4_200].map(formatDuration)).toEqual(['0.40 ms', '180 ms', '4.20 s']);
});
