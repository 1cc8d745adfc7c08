import { expect, test } from 'vitest';
import { count, formatBytes, formatDuration } from './units.ts';

test('durations change their unit where a person would', () => {
  expect([-3, 0, 420, 999.6, 4_200, 59_940, 59_960, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '0 ms',
    '420 ms',
    '1.0 s',
    '4.2 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
  ]);
});

test('bytes are counted in decimal units', () => {
  expect([0, 812, 1_234, 999_949, 3_400_000].map(formatBytes)).toEqual([
    '0 B',
    '812 B',
    '1.2 kB',
    '999.9 kB',
    '3.4 MB',
  ]);
});

test('one is singular and none is plural', () => {
  expect([0, 1, 2].map((n) => count(n, 'stream'))).toEqual(['0 streams', '1 stream', '2 streams']);
});
