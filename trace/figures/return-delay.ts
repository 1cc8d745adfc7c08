import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { returns } from '../checks/returns.ts';
import { defineFigure, timeReading } from './figure.ts';

/** How long an EventSource that came back had been away; points at the request it came back with. */
export const returnDelay = defineFigure({
  id: 'return-delay',
  summary:
    'The time between the end of an EventSource’s stream and its next request, for the first that came back, or the newest.',
  args: v.strictObject({
    origin: originArg,
    which: v.optional(v.pipe(v.picklist(['first', 'newest']), v.description('Default: `first`.')), 'first'),
  }),
  read(trace, { origin, which }) {
    const all = returns(trace, origin);
    const found =
      which === 'first'
        ? all[0]
        : all.reduce<(typeof all)[number] | undefined>(
            (newest, each) => (newest && newest.back.startedAt > each.back.startedAt ? newest : each),
            undefined,
          );
    return found && timeReading(found.afterMs, { frame: found.back.requestFrame });
  },
});
