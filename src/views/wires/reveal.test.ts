import { expect, test } from 'vitest';
import { scrollToReveal } from './reveal.ts';

test('what is in sight stays where it is; what is not is scrolled to, with room around it', () => {
  expect(scrollToReveal(100, 128, 50, 400)).toBe(50);
  expect(scrollToReveal(500, 528, 0, 400)).toBe(168);
  expect(scrollToReveal(100, 128, 300, 400)).toBe(60);
  expect(scrollToReveal(10, 38, 300, 400)).toBe(0);
});
