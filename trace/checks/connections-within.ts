import * as v from 'valibot';
import { countArg, millisecondsArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { densest, openingTimes } from './openings.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, duration, moment, sentence } from './words.ts';

/** Many connections were opened in a short time: a herd came (back). */
export const connectionsWithin = defineCheck({
  id: 'connections-within',
  summary: 'At least so many connections were opened within so many milliseconds.',
  args: v.strictObject({
    origin: originArg,
    atLeast: countArg('How many connections.'),
    withinMs: millisecondsArg('In how short a time.'),
  }),
  check(trace, { origin, atLeast, withinMs }) {
    const { count, from } = densest(openingTimes(trace, origin), withinMs);
    const many = sentence(counted(count, 'connection'));
    if (count >= atLeast) {
      return met(`${many} were opened within ${duration(withinMs)}, from ${moment(from?.t ?? 0)} on.`, {
        conn: from?.conn ?? 0,
      });
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        `The most so far: ${counted(count, 'connection')} within ${duration(withinMs)}, of ${atLeast}.`,
        from && { conn: from.conn },
      )
    );
  },
});
