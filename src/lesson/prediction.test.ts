import { expect, test } from 'vitest';
import { explainGuess, judgeGuess, nameNumber } from './prediction.ts';

test.each([
  [87, 87, 0, 'exact'],
  [80, 87, 0.25, 'close'],
  [60, 87, 0.25, 'off'],
  [0, 0, 0, 'exact'],
  [1, 0, 1, 'off'],
  [9, 9.5, 0.1, 'close'],
] as const)('a guess of %d for %d with a tolerance of %d is %s', (guess, truth, tolerance, verdict) => {
  expect(judgeGuess(guess, truth, tolerance)).toBe(verdict);
});

test('the verdict tells both numbers, unless they are the same', () => {
  const question = { unit: 'bytes', tolerance: 0.25, answer: 1_087 };
  expect(explainGuess(1_000, 1_087, '1,087 bytes', question)).toBe(
    'Close. You said 1,000 bytes; it was 1,087 bytes.',
  );
  expect(explainGuess(1_087, 1_087, '1,087 bytes', question)).toBe('You predicted it exactly.');
});

test('a guess of one thing is named in the singular', () => {
  const question = { unit: 'connections', tolerance: 0, answer: 1 };
  expect(explainGuess(10, 1, nameNumber(1, 'connections'), question)).toContain('it was 1 connection.');
  expect(nameNumber(1, 'ms')).toBe('1 ms');
});
