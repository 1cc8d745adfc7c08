import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import { createTimedQueue } from './timed-queue.ts';

/** Holds each chunk for a time. Chunks overlap in their waiting, so the rate stays and only the latency grows. */
export const delay: FaultDoing<FaultOf<'delay'>> = {
  kind: 'gates',
  create: ({ direction, delayMs }, { clock }) =>
    inEach(direction, ({ forward }) =>
      createTimedQueue(clock, forward, (item, now) => [{ item, dueMs: now + delayMs }]),
    ),
};
