import * as v from 'valibot';
import { millisecondsArg, originArg } from '../checks/args.ts';
import { densest, openingTimes } from '../checks/openings.ts';
import { countReading, defineFigure } from './figure.ts';

/** The most connections that were opened within a time. */
export const connectionPeak = defineFigure({
  id: 'connection-peak',
  summary: 'The most connections that were opened within so many milliseconds.',
  args: v.strictObject({
    origin: originArg,
    withinMs: v.optional(millisecondsArg('In how short a time.'), 100),
  }),
  read(trace, { origin, withinMs }) {
    const { count, from } = densest(openingTimes(trace, origin), withinMs);
    return from && countReading(count, { conn: from.conn });
  },
});
