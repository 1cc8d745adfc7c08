import { expect, test } from 'vitest';
import { lossWords, reconnectDelayMs, retryMsOf } from './herd.ts';

const waits = (backoff: Parameters<typeof reconnectDelayMs>[0], random = 1): number[] =>
  [1, 2, 3, 6, 40].map((failures) => reconnectDelayMs(backoff, failures, random));

test('without backoff every wait is the same', () => {
  expect(waits('none')).toEqual([250, 250, 250, 250, 250]);
});

test('exponential backoff doubles up to a bound, whatever the dice say', () => {
  expect(waits('exponential', 0)).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
});

test('full jitter takes any part of what exponential backoff waits', () => {
  expect(waits('full-jitter', 0)).toEqual([0, 0, 0, 0, 0]);
  expect(waits('full-jitter', 0.5)).toEqual([250, 500, 1_000, 7_500, 7_500]);
});

test('the wait can be read out of what a client says of a loss', () => {
  expect(retryMsOf(lossWords('the stream ended', 1_200))).toBe(1_200);
  expect(retryMsOf('the stream ended; reconnects in 3000 ms')).toBeUndefined();
});
