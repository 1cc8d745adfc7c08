import { expect, test } from 'vitest';
import { newSinceLastVisit } from './visits.ts';

function memory(kept: string | null = null) {
  return { getItem: () => kept, setItem: (_key: string, text: string) => (kept = text) };
}

test('a first visit has nothing new; the next has the lessons that came since, once', () => {
  const store = memory();
  expect(newSinceLastVisit(() => store, ['a', 'b'])).toEqual([]);
  expect(newSinceLastVisit(() => store, ['a', 'b', 'c'])).toEqual(['c']);
  expect(newSinceLastVisit(() => store, ['a', 'b', 'c'])).toEqual([]);
});
test('what cannot be read, or is refused, is a first visit', () => {
  expect(newSinceLastVisit(() => memory('no JSON'), ['a'])).toEqual([]);
  const refused = () => {
    throw new Error('The browser keeps nothing for this page.');
  };
  expect(newSinceLastVisit(refused, ['a'])).toEqual([]);
});
