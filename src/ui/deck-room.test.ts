import { expect, test } from 'vitest';
import { deckRoom } from './deck-room.ts';

test('a deck folds its choices step by step as its stage gets narrower', () => {
  expect([3_840, 1_960, 1_440, 1_280, 900, 684, 390, 0].map(deckRoom)).toEqual([
    'wide',
    'wide',
    'medium',
    'compact',
    'compact',
    'narrow',
    'narrow',
    'narrow',
  ]);
});
