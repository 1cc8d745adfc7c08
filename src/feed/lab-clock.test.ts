import { expect, test } from 'vitest';
import { LabClock } from './lab-clock.ts';

test('a clock that was never measured has no lab time', () => {
  expect(new LabClock().toLab(5)).toBeUndefined();
});
test('the lab is taken to have answered in the middle of the round trip', () => {
  const clock = new LabClock();
  clock.add(100, 5_000, 110);
  expect(clock.toLab(105)).toBe(5_000);
  expect(clock.estimate(110)).toEqual({ offsetMs: 4_895, errorMs: 5 });
});
test('a slower answer does not replace a faster one', () => {
  const clock = new LabClock();
  clock.add(0, 1_000, 2);
  clock.add(10, 9_999, 60);
  expect(clock.toLab(1)).toBe(1_000);
});
test('an old answer gives way to a slower new one, because clocks drift', () => {
  const clock = new LabClock();
  clock.add(0, 1_000, 2);
  clock.add(100_000, 101_010, 100_010);
  expect(clock.toLab(100_005)).toBe(101_010);
});
test('lab time is never negative', () => {
  const clock = new LabClock();
  clock.add(1_000, 0, 1_000);
  expect(clock.toLab(900)).toBe(0);
});
