import { expect, test } from 'vitest';
import { deckRoom } from './deck-room.ts';

test('a deck folds its choices step by step as its stage gets narrower', () => {
  expect([1_440, 1_280, 1_066, 900, 684, 390, 0].map(deckRoom)).toEqual([
    'wide',
    'wide',
    'compact',
    'compact',
    'narrow',
    'narrow',
    'narrow',
  ]);
});
