/**
 * How much room the control deck has: `wide` shows every choice, `compact` folds client and transport into lists and the
 * feed into the Server menu so that one line is enough, `narrow` folds the origin too.
 */
export type DeckRoom = 'wide' | 'compact' | 'narrow';

/** Below these widths, in pixels, the line of the deck would wrap. */
const WIDE_FROM = 1_280;
const COMPACT_FROM = 900;

/** The room of a deck in a stage that is `width` pixels wide. */
export function deckRoom(width: number): DeckRoom {
  if (width >= WIDE_FROM) return 'wide';
  return width >= COMPACT_FROM ? 'compact' : 'narrow';
}
