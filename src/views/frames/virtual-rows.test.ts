import { expect, test } from 'vitest';
import {
  lastTop,
  ROW_HEIGHT,
  scrollHeight,
  scrollOfTop,
  topOfScroll,
  topToReveal,
  visibleRows,
} from './virtual-rows.ts';

const VIEWPORT = 10 * ROW_HEIGHT;

test('a short list scrolls one pixel a pixel', () => {
  expect(scrollHeight(100, VIEWPORT)).toBe(2_800);
  expect(topOfScroll(28 * 7, 100, VIEWPORT)).toBeCloseTo(7);
  expect(scrollOfTop(7, 100, VIEWPORT)).toBeCloseTo(196);
});
test('a list that fits does not scroll', () => {
  expect(scrollHeight(3, VIEWPORT)).toBe(VIEWPORT);
  expect(topOfScroll(0, 3, VIEWPORT)).toBe(0);
  expect(lastTop(3, VIEWPORT)).toBe(0);
});
test('a list of a million rows stays under the cap and still reaches its last row', () => {
  const count = 1_000_000;
  const range = scrollHeight(count, VIEWPORT) - VIEWPORT;
  expect(scrollHeight(count, VIEWPORT)).toBe(8_000_000);
  expect(topOfScroll(range, count, VIEWPORT)).toBe(count - 10);
  expect(visibleRows(count - 10, count, VIEWPORT)).toEqual({ first: count - 10, end: count });
});
test('scrolling there and back names the same row', () => {
  for (const top of [0, 1.5, 499_999.25, 999_990]) {
    expect(topOfScroll(scrollOfTop(top, 1_000_000, VIEWPORT), 1_000_000, VIEWPORT)).toBeCloseTo(top, 6);
  }
});
test('rows cut by an edge of the viewport are among the visible ones', () => {
  expect(visibleRows(2.5, 100, VIEWPORT)).toEqual({ first: 2, end: 13 });
  expect(visibleRows(0, 0, VIEWPORT)).toEqual({ first: 0, end: 0 });
});
test('revealing a row moves no further than it must', () => {
  expect(topToReveal(5, 2, VIEWPORT)).toBe(2);
  expect(topToReveal(1, 2, VIEWPORT)).toBe(1);
  expect(topToReveal(20, 2, VIEWPORT)).toBe(11);
});
