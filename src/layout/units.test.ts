import { expect, test } from 'vitest';
import { count, formatBytes, formatClock, formatDuration, formatStep, momentWords } from './units.ts';

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

test('durations below ten milliseconds have hundredths unless they are whole', () => {
  expect([0.4, 3, 9.994, 9.996].map(formatDuration)).toEqual(['0.40 ms', '3 ms', '9.99 ms', '10 ms']);
});

test('bytes are counted in decimal units', () => {
  expect([0, 812, 1_234, 999_949, 3_400_000, 999_960_000].map(formatBytes)).toEqual([
    '0 B',
    '812 B',
    '1.2 kB',
    '999.9 kB',
    '3.4 MB',
    '1.0 GB',
  ]);
});

test('the recording clock shows hours only when there are any', () => {
  expect([0, 41_900, 3_641_000].map(formatClock)).toEqual(['00:00', '00:41', '1:00:41']);
});

test('steps of a setting have no decimals they do not need', () => {
  expect([10, 1_000, 2_500].map(formatStep)).toEqual(['10 ms', '1 s', '2.5 s']);
});

test('one is singular and none is plural', () => {
  expect([0, 1, 2].map((n) => count(n, 'stream'))).toEqual(['0 streams', '1 stream', '2 streams']);
});

test('a moment that stands still is read to the microsecond, one that moves in tenths', () => {
  expect(momentWords(41_903.25, false)).toBe('00:41.903250');
  expect(momentWords(41_999.99, true)).toBe('00:41.9');
  expect(momentWords(3_600_000, true)).toBe('1:00:00.0');
  expect(momentWords(-1, false)).toBe('00:00.000000');
});
