import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { eventStreams, mostAtOnce } from './streams.ts';
import { counted, listed, sentence } from './words.ts';

/** Several event streams of a browser were open at one moment, and each received an event. */
export const streamsReceiving = defineCheck({
  id: 'streams-receiving',
  summary:
    'At one moment, at least so many event streams of a browser were open and each had received an event.',
  args: v.strictObject({ origin: originArg, atLeast: countArg('How many streams at one moment.') }),
  check(trace, { origin, atLeast }) {
    const open = mostAtOnce(eventStreams(trace, { origin }));
    const last = open.at(-1);
    const evidence = last && { frame: last.exchange.requestFrame };
    if (open.length >= atLeast) {
      const conns = [...new Set(open.map(({ exchange }) => exchange.conn))];
      const where = conns.length === 1 ? `connection ${conns[0]}` : `connections ${listed(conns)}`;
      return met(`${sentence(counted(open.length, 'stream'))} at once, on ${where}.`, evidence);
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        open.length === 0
          ? `No event stream ${overOrigin(origin)} has received an event so far.`
          : `The most so far: ${counted(open.length, 'stream')} ${overOrigin(origin)} at once, of ${atLeast}.`,
        evidence,
      )
    );
  },
});
