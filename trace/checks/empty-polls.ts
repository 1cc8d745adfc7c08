import * as v from 'valibot';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { polls } from './polls.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, sentence } from './words.ts';

/** Short polls were answered with nothing new. */
export const emptyPolls = defineCheck({
  id: 'empty-polls',
  summary:
    'At least so many requests to /poll or /long-poll were answered with nothing new: 204, 304 or an empty list.',
  args: v.strictObject({
    origin: originArg,
    atLeast: countArg('How many empty answers.'),
    path: v.optional(
      v.pipe(v.picklist(['/poll', '/long-poll']), v.description('Which endpoint is polled.')),
      '/poll',
    ),
  }),
  check(trace, { origin, atLeast, path }) {
    const all = polls(trace, origin, path);
    const empty = all.filter(({ ids }) => ids.length === 0);
    const last = empty.at(-1)?.exchange;
    const evidence = last && { frame: last.responseFrame ?? last.requestFrame };
    if (empty.length >= atLeast) {
      return met(
        `${sentence(counted(empty.length, 'empty answer'))}, of ${counted(all.length, 'answer')} in all.`,
        evidence,
      );
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        all.length === 0
          ? 'Nobody has polled so far.'
          : `${sentence(counted(empty.length, 'empty answer'))} so far, of ${atLeast}.`,
        evidence,
      )
    );
  },
});
