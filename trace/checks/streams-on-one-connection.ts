import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { eventStreams, mostAtOnce, type EventStream } from './streams.ts';
import { counted, listed, sentence } from './words.ts';

/** Several event streams shared one connection at one moment. */
export const streamsOnOneConnection = defineCheck({
  id: 'streams-on-one-connection',
  summary:
    'At one moment, at least so many event streams shared one connection and each had received an event.',
  args: v.strictObject({
    origin: originArg,
    atLeast: countArg('How many streams on the one connection, at one moment.'),
  }),
  check(trace, { origin, atLeast }) {
    let best: readonly EventStream[] = [];
    for (const connection of trace.connections.values()) {
      if (connection.origin !== origin) continue;
      const open = mostAtOnce(eventStreams(trace, { conn: connection.id }));
      if (open.length > best.length) best = open;
    }
    const last = best.at(-1)?.exchange;
    const evidence = last && { frame: last.requestFrame };
    if (last && best.length >= atLeast) {
      const ids = listed(best.map(({ exchange }) => exchange.streamId));
      return met(
        `${sentence(counted(best.length, 'stream'))} on connection ${last.conn}: stream identifiers ${ids}.`,
        evidence,
      );
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `The most so far: ${counted(best.length, 'stream')} on connection ${last.conn}, of ${atLeast}.`
          : `No event stream ${overOrigin(origin)} has received an event so far.`,
        evidence,
      )
    );
  },
});
