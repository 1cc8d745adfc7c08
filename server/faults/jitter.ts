import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import { createRandom } from './random.ts';
import { createTimedQueue } from './timed-queue.ts';

/** Holds each chunk for a random time. On TCP a late chunk makes those behind it late. */
export const jitter: FaultDoing<FaultOf<'jitter'>> = {
  kind: 'gates',
  create: ({ direction, maxMs, seed }, { clock, id }) =>
    inEach(direction, ({ forward }, way) => {
      const random = createRandom(seed, id, way === 'client-to-server' ? 0 : 1);
      return createTimedQueue(clock, forward, (item, now) => [{ item, dueMs: now + random() * maxMs }]);
    }),
};
