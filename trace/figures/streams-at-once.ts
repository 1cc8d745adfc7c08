import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { eventStreams, mostAtOnce } from '../checks/streams.ts';
import { countReading, defineFigure } from './figure.ts';

/** The most event streams of browsers that were open at one moment; points at the request of the last of them. */
export const streamsAtOnce = defineFigure({
  id: 'streams-at-once',
  summary: 'The most event streams that were open over an origin at one moment.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const open = mostAtOnce(eventStreams(trace, { origin }));
    const last = open.at(-1);
    return last && countReading(open.length, { frame: last.exchange.requestFrame });
  },
});
