import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { idGaps, operationsOf, receivedIds } from './received-ids.ts';
import { returns } from './returns.ts';
import { counted } from './words.ts';

/** An EventSource came back after a cut, and has every event from before and after it; or, with `lost`, has not. */
export const gapFreeReturn = defineCheck({
  id: 'gap-free-return',
  summary:
    'An EventSource lost its stream and came back, and its ids go on without a gap over the cut. With `lost: true`: events are missing.',
  args: v.strictObject({
    origin: originArg,
    lost: v.optional(v.pipe(v.boolean(), v.description('Whether events must be missing instead.')), false),
  }),
  check(trace, { origin, lost }) {
    const back = returns(trace, origin).filter(({ back: again }) => again.carries === 'sse');
    const told = back.map(({ back: again, lost: before, operation }) => {
      const ids = receivedIds(trace, operation);
      const first = ids.find(({ exchange }) => exchange.id === again.id);
      const last = ids.findLast(({ exchange }) => exchange.id === before.id);
      const gap = idGaps(ids).find(({ after }) => after.exchange.id === again.id);
      return { again, first, last, missing: gap?.missing ?? 0 };
    });
    const counting = told.filter(({ first, last }) => first && last);
    const found = counting.find(({ missing }) => missing > 0 === lost);
    const shown = found ?? counting.at(-1) ?? told.at(-1);
    const opened = operationsOf(trace, origin, 'sse').length > 0;
    return judge(
      [
        {
          label: 'a stream was lost and came back',
          met: told.length > 0,
          reason: opened
            ? 'No EventSource has come back after a cut so far.'
            : 'No EventSource has been opened so far.',
          evidence: shown && { frame: shown.again.requestFrame },
        },
        {
          label: 'events came before and after',
          met: counting.length > 0,
          reason: 'No event has come on the new stream so far.',
          evidence: shown?.first && { frame: shown.first.frame },
        },
        {
          label: lost ? 'events are missing' : 'no id is missing',
          met: found !== undefined,
          reason: lost
            ? 'Nothing is missing: its ids go on where they stopped.'
            : `From ${shown?.last?.id ?? ''} to ${shown?.first?.id ?? ''}: ${counted(shown?.missing ?? 0, 'event')} missing.`,
          evidence: shown?.first && { frame: shown.first.frame },
        },
      ],
      lost
        ? `From ${found?.last?.id ?? ''} to ${found?.first?.id ?? ''}: ${counted(found?.missing ?? 0, 'event')} missing.`
        : `It stopped at event ${found?.last?.id ?? ''} and went on with ${found?.first?.id ?? ''}.`,
      whyCannotTell(trace, origin),
    );
  },
});
