import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import { createTimedQueue, piecesOf } from './timed-queue.ts';

const PIECES_PER_SECOND = 20;

/** Lets so many bytes a second through. A piece is handed on when the time it takes at that rate is over. */
export const bandwidth: FaultDoing<FaultOf<'bandwidth'>> = {
  kind: 'gates',
  create: ({ direction, bytesPerSecond }, { clock }) =>
    inEach(direction, ({ forward }) => {
      const pieceBytes = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND));
      let freeAtMs = 0;
      return createTimedQueue(clock, forward, function* (item, now) {
        freeAtMs = Math.max(freeAtMs, now);
        for (const piece of piecesOf(item, pieceBytes)) {
          if (piece !== 'end') freeAtMs += (piece.length * 1_000) / bytesPerSecond;
          yield { item: piece, dueMs: freeAtMs };
        }
      });
    }),
};
