/**
 * How much room the control deck has: `wide` shows every choice, `medium` folds the client into a list and the feed into the
 * Server menu so that one line is enough, with a message to send too; `compact` folds the transport, `narrow` the origin.
 */
export type DeckRoom = 'wide' | 'medium' | 'compact' | 'narrow';

/** Below these widths, in pixels, the line of the deck would wrap. */
const FROM: readonly (readonly [DeckRoom, number])[] = [
  ['wide', 1_960],
  ['medium', 1_400],
  ['compact', 900],
];

/** The room of a deck in a stage that is `width` pixels wide. */
export function deckRoom(width: number): DeckRoom {
  return FROM.find(([, from]) => width >= from)?.[0] ?? 'narrow';
}
