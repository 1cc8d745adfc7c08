import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { eventStreams, mostAtOnce } from '../checks/streams.ts';
import { countReading, defineFigure } from './figure.ts';

/** How many connections carried the most event streams that were open at one moment. */
export const streamConnections = defineFigure({
  id: 'stream-connections',
  summary:
    'How many connections carried the event streams, at the moment when the most were open over an origin.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const open = mostAtOnce(eventStreams(trace, { origin }));
    const conns = new Set(open.map(({ exchange }) => exchange.conn));
    const [conn] = conns;
    return conn === undefined ? undefined : countReading(conns.size, { conn });
  },
});
