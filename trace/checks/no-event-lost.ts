import * as v from 'valibot';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { idGaps, operationsOf, receivedIds } from './received-ids.ts';
import { operationName } from './waits.ts';
import { counted, sentence } from './words.ts';

/** One operation received events over several requests, and their ids leave nothing out. */
export const noEventLost = defineCheck({
  id: 'no-event-lost',
  summary:
    'One operation received at least so many events over at least so many requests, and their ids leave nothing out.',
  args: v.strictObject({
    origin: originArg,
    transport: v.pipe(v.picklist(['sse', 'poll', 'long-poll']), v.description('What received them.')),
    atLeast: countArg('How many events.'),
    requests: v.optional(countArg('Over how many requests.'), 1),
  }),
  check(trace, { origin, transport, atLeast, requests }) {
    let best = notYet('No event has been received so far.');
    let most = 0;
    for (const operation of operationsOf(trace, origin, transport)) {
      const ids = receivedIds(trace, operation);
      const [gap] = idGaps(ids);
      const used = new Set(ids.map(({ exchange }) => exchange.id)).size;
      const last = ids.at(-1);
      if (!last || ids.length <= most) continue;
      most = ids.length;
      const evidence = { frame: (gap?.after ?? last).frame };
      const name = operationName(operation);
      const range = `${ids[0]?.id} to ${last.id}`;
      if (gap) {
        best = notYet(
          `${sentence(name)} went from event ${gap.before.id} to ${gap.after.id}: ${counted(gap.missing, 'event')} missing.`,
          evidence,
        );
      } else if (ids.length >= atLeast && used >= requests) {
        return met(
          `${sentence(name)} has every event from ${range}, in ${counted(used, 'answer')}.`,
          evidence,
        );
      } else {
        const wanted = `${atLeast} events over ${counted(requests, 'request')}`;
        best = notYet(
          `${sentence(name)} has ${counted(ids.length, 'event')} from ${counted(used, 'request')} so far, of ${wanted}.`,
          evidence,
        );
      }
    }
    return most === 0 ? (whyCannotTell(trace, origin) ?? best) : best;
  },
});
