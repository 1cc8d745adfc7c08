import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { idGaps, operationsOf, receivedIds } from '../checks/received-ids.ts';
import { countReading, defineFigure } from './figure.ts';

const WHAT = ['count', 'missing'] as const;

/** The events that operations of a kind received, or that their ids leave out. */
export const events = defineFigure({
  id: 'events',
  summary: 'How many events with ids were received over an origin, or how many their ids leave out.',
  args: v.strictObject({
    origin: originArg,
    transport: v.pipe(v.picklist(['sse', 'poll', 'long-poll']), v.description('What received them.')),
    what: v.optional(v.pipe(v.picklist(WHAT), v.description('Which of the two.')), 'count'),
  }),
  read(trace, { origin, transport, what }) {
    const runs = operationsOf(trace, origin, transport).map((operation) => receivedIds(trace, operation));
    const last = runs.flat().toSorted((a, b) => b.t - a.t)[0];
    if (!last) return undefined;
    if (what === 'count') {
      return countReading(
        runs.reduce((sum, run) => sum + run.length, 0),
        { frame: last.frame },
      );
    }
    const gaps = runs.flatMap(idGaps);
    const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
    return countReading(missing, { frame: (gaps.at(-1)?.after ?? last).frame });
  },
});
