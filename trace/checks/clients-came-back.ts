import * as v from 'valibot';
import { countArg, millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { losses } from './come-backs.ts';
import { densest } from './openings.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, duration, sentence } from './words.ts';

/** Many clients lost their server at one moment, and came back: together, or spread out. */
export const clientsCameBack = defineCheck({
  id: 'clients-came-back',
  summary:
    'So many clients lost their streams at one moment and came back: at least `together` within `withinMs`, or no more than `atMost`.',
  args: v.strictObject({
    origin: originArg,
    atLeast: countArg('How many clients must have come back from one loss.'),
    withinMs: millisecondsArg('The length of time in which those that come together are counted.'),
    together: v.optional(countArg('How many must have come within that time.'), 1),
    atMost: v.optional(countArg('How many may have come within that time. Left out: any number.'), 100_000),
  }),
  check(trace, { origin, atLeast, withinMs, together, atMost }) {
    const all = losses(trace, origin).map(({ back }) => {
      const { count, from } = densest(back, withinMs);
      const enough = back.length >= atLeast;
      return { back: back.length, count, from, enough, fits: enough && count >= together && count <= atMost };
    });
    const fitting = all.find(({ fits }) => fits);
    const shown =
      fitting ?? all.findLast(({ enough }) => enough) ?? all.toSorted((a, b) => b.back - a.back)[0];
    const evidence = shown?.from && { conn: shown.from.conn };
    const many = sentence(counted(shown?.back ?? 0, 'client'));
    const told = `${many} came back, at most ${shown?.count ?? 0} of them within ${duration(withinMs)}.`;
    return judge(
      [
        {
          label: `${atLeast} clients came back`,
          met: shown?.enough === true,
          reason: shown
            ? `${many} came back from one loss so far, of ${atLeast}.`
            : 'No client has lost its stream so far.',
          evidence,
        },
        {
          label: together > 1 ? 'all at once' : 'spread out',
          met: fitting !== undefined,
          reason: shown?.enough ? told : 'They have not all come back so far.',
          evidence,
        },
      ],
      told,
      whyCannotTell(trace, origin),
    );
  },
});
