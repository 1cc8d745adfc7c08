import * as v from 'valibot';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, sentence } from './words.ts';

/** Comments went over a stream that is still open. */
export const heartbeatsKeptAlive = defineCheck({
  id: 'heartbeats-kept-alive',
  summary: 'An event stream that is still open has carried at least so many comments: heartbeats.',
  args: v.strictObject({ origin: originArg, atLeast: countArg('How many comments.') }),
  check(trace, { origin, atLeast }) {
    const { frames } = trace;
    const open = exchangesOn(trace, { origin })
      .filter(({ carries, endedAt }) => carries === 'sse' && endedAt === undefined)
      .map((exchange) => ({
        exchange,
        beats: [...trace.framesOfExchange(exchange.id)].filter((row) => frames.type(row) === 'comment'),
      }))
      .sort((a, b) => b.beats.length - a.beats.length);
    const [best] = open;
    const frame = best?.beats.at(-1);
    const evidence = frame === undefined ? undefined : { frame };
    if (best && best.beats.length >= atLeast) {
      const beats = sentence(counted(best.beats.length, 'heartbeat'));
      return met(`${beats} on connection ${best.exchange.conn}, which is still open.`, evidence);
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        best
          ? `${sentence(counted(best.beats.length, 'heartbeat'))} so far on the open stream, of ${atLeast}.`
          : 'No event stream is open now.',
        evidence,
      )
    );
  },
});
