import { expect, test } from 'vitest';
import type { Pill } from '../../layout/pills.ts';
import { PillSlots } from './pill-slots.ts';

const pills = (keys: string): Pill[] => [...keys].map((key) => ({ key }) as Pill);
const keysOf = (slots: readonly (Pill | undefined)[]): string =>
  slots.map((pill) => pill?.key ?? '-').join('');

test('a pill keeps its slot, and the next one takes what became free', () => {
  const slots = new PillSlots();
  expect(keysOf(slots.assign([]))).toBe('');
  expect(keysOf(slots.assign(pills('abc')))).toBe('abc');
  expect(keysOf(slots.assign(pills('bc')))).toBe('-bc');
  expect(keysOf(slots.assign(pills('bcd')))).toBe('dbc');
  expect(keysOf(slots.assign(pills('xyz')))).toBe('xyz');
  expect(keysOf(slots.assign(pills('zw')))).toBe('w-z');
  expect(keysOf(slots.assign([]))).toBe('---');
});
