import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { handovers } from './handovers.ts';
import { whyCannotTell } from './reachable.ts';
import { firstWaits, operationName } from './waits.ts';
import { duration, sentence } from './words.ts';

const HOW = { fin: 'was closed', reset: 'was reset', timeout: 'timed out', 'tls-failure': 'failed' } as const;

/** A connection ended, and a request that had been waiting in the browser went on the wire. */
export const laneHandedOver = defineCheck({
  id: 'lane-handed-over',
  summary:
    'A connection ended, and within a second a request that had waited in the browser went on the wire.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }, now) {
    const first = handovers(trace, origin, now)[0];
    if (first) {
      const { ended, wait, requestFrame, afterMs } = first;
      return met(
        `Connection ${ended.id} ${HOW[ended.closed.how]}; ${duration(afterMs)} later ${operationName(wait.operation)} was on the wire.`,
        { frame: requestFrame },
      );
    }
    const waiting = firstWaits(trace, origin, now).find((wait) => wait.waiting && wait.to - wait.from > 500);
    return (
      whyCannotTell(trace, origin) ??
      (waiting
        ? notYet(
            `${sentence(operationName(waiting.operation))} is still waiting: no connection has ended yet.`,
            {
              op: waiting.operation.id,
            },
          )
        : notYet('No request is waiting for a lane now, so there is nobody to hand one to.'))
    );
  },
});
