import type { Figure } from './figure.ts';
import { laneWinner } from './lane-winner.ts';
import { longestWaitFigure } from './longest-wait.ts';
import { maxConcurrentStreams } from './max-concurrent-streams.ts';
import { returnDelay } from './return-delay.ts';
import { streamConnections } from './stream-connections.ts';
import { streamsAtOnce } from './streams-at-once.ts';

/** Every figure that the text of a lesson can name. One line a figure. */
export const FIGURES: readonly Figure[] = [
  streamsAtOnce,
  streamConnections,
  longestWaitFigure,
  laneWinner,
  returnDelay,
  maxConcurrentStreams,
];

const BY_ID = new Map(FIGURES.map((figure) => [figure.id, figure]));

/** The figure with this id, or undefined. */
export const findFigure = (id: string): Figure | undefined => BY_ID.get(id);
