import { expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { RateLimit } from './rate.ts';

const times = (limit: RateLimit, count: number): number[] =>
  Array.from({ length: count }, () => limit.take());

it('lets a burst through, then as many as the rate says', () => {
  const clock = new ManualClock();
  const limit = new RateLimit({ perSecond: 2, burst: 3 }, clock);
  expect(times(limit, 4)).toEqual([0, 0, 0, 1]);
  clock.advance(1_000);
  expect(times(limit, 3)).toEqual([0, 0, 1]);
});

it('saves up no more than a burst, and counts no refusal', () => {
  const clock = new ManualClock();
  const limit = new RateLimit({ perSecond: 1, burst: 2 }, clock);
  clock.advance(60_000);
  expect(times(limit, 5)).toEqual([0, 0, 1, 1, 1]);
  clock.advance(1_000);
  expect(limit.take()).toBe(0);
});

it('says how many seconds to wait when the rate is slow', () => {
  const limit = new RateLimit({ perSecond: 0.25, burst: 1 }, new ManualClock());
  expect(times(limit, 2)).toEqual([0, 4]);
});
