import { expect, test } from 'vitest';
import { lengthThatShows } from './follow-window.ts';

test('what is followed gets as long as it must be to show what happened last, and never shorter', () => {
  expect(lengthThatShows(2_000, 10_000)).toBe(10_000);
  expect(lengthThatShows(12_000, 10_000)).toBe(30_000);
  expect(lengthThatShows(0, 60_000)).toBe(60_000);
  expect(lengthThatShows(90_000, 10_000)).toBe('whole');
  expect(lengthThatShows(0, 'whole')).toBe('whole');
});
