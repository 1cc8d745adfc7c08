import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { exchangesOn } from '../checks/exchanges.ts';
import { groupBy } from '../checks/group.ts';
import { countReading, defineFigure } from './figure.ts';

/** How many connections the requests of an origin used, or the most requests on one. */
export const connectionUse = defineFigure({
  id: 'connection-use',
  summary: 'How many connections carried the requests over an origin, or the most requests that one carried.',
  args: v.strictObject({
    origin: originArg,
    what: v.optional(
      v.pipe(v.picklist(['connections', 'requests']), v.description('Which of the two.')),
      'connections',
    ),
  }),
  read(trace, { origin, what }) {
    const all = exchangesOn(trace, { origin }).filter(({ pushed }) => !pushed);
    const groups = [...groupBy(all, ({ conn }) => conn).values()].toSorted((a, b) => b.length - a.length);
    const frame = groups[0]?.at(-1)?.requestFrame;
    if (frame === undefined) return undefined;
    return countReading(what === 'connections' ? groups.length : (groups[0]?.length ?? 0), { frame });
  },
});
