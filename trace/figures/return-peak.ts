import * as v from 'valibot';
import { millisecondsArg, originArg } from '../checks/args.ts';
import { losses } from '../checks/come-backs.ts';
import { densest } from '../checks/openings.ts';
import { countReading, defineFigure } from './figure.ts';

/** How hard clients that lost their server knocked when they came back. */
export const returnPeak = defineFigure({
  id: 'return-peak',
  summary:
    'The most clients that came back within so many milliseconds after the newest loss that many had; of the first with `which`.',
  args: v.strictObject({
    origin: originArg,
    withinMs: millisecondsArg('In how short a time.'),
    atLeast: v.optional(
      v.pipe(v.number(), v.integer(), v.description('Only losses from which so many came back.')),
      2,
    ),
    which: v.optional(v.pipe(v.picklist(['first', 'newest']), v.description('Which loss.')), 'newest'),
  }),
  read(trace, { origin, withinMs, atLeast, which }) {
    const all = losses(trace, origin).filter(({ back }) => back.length >= atLeast);
    const loss = which === 'first' ? all[0] : all.at(-1);
    const { count, from } = densest(loss?.back ?? [], withinMs);
    if (!from) return undefined;
    const frame = trace.framesOfConnection(from.conn).at(0);
    return countReading(count, frame === undefined ? { conn: from.conn } : { frame, conn: from.conn });
  },
});
