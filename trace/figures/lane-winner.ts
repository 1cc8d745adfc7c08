import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { handovers } from '../checks/handovers.ts';
import { operationName } from '../checks/waits.ts';
import { duration } from '../checks/words.ts';
import { defineFigure } from './figure.ts';

/** Which waiting request was the first to get a lane that a connection left behind, and how soon. */
export const laneWinner = defineFigure({
  id: 'lane-winner',
  summary: 'Which waiting request was the first to get the lane of a connection that ended, and how soon.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }, now) {
    const first = handovers(trace, origin, now)[0];
    if (!first) return undefined;
    const text = `${operationName(first.wait.operation)}, ${duration(first.afterMs)} after connection ${first.ended.id} ended`;
    return { text, evidence: { frame: first.requestFrame } };
  },
});
