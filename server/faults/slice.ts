import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import { createTimedQueue, piecesOf } from './timed-queue.ts';

/** Small pieces with a pause after each: what tries a parser that took reads for messages. */
export const slice: FaultDoing<FaultOf<'slice'>> = {
  kind: 'gates',
  create: ({ direction, bytes, delayMs }, { clock }) =>
    inEach(direction, ({ forward }) => {
      let freeAtMs = 0;
      return createTimedQueue(clock, forward, function* (item, now) {
        for (const piece of piecesOf(item, bytes)) {
          const dueMs = Math.max(freeAtMs, now);
          if (piece !== 'end') freeAtMs = dueMs + delayMs;
          yield { item: piece, dueMs };
        }
      });
    }),
};
