import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { bursts } from '../checks/events-held-then-flowing.ts';
import { countReading, defineFigure, timeReading } from './figure.ts';

/** The largest burst of events, and the silence before it. */
export const burst = defineFigure({
  id: 'burst',
  summary: 'How many events came at once in the largest burst, or how long the silence before it was.',
  args: v.strictObject({
    origin: originArg,
    what: v.optional(v.pipe(v.picklist(['events', 'silence']), v.description('Which of the two.')), 'events'),
  }),
  read(trace, { origin, what }) {
    const largest = bursts(trace, origin).toSorted((a, b) => b.events.length - a.events.length)[0];
    const frame = largest?.events[0]?.row;
    if (!largest || frame === undefined || largest.events.length < 2) return undefined;
    return what === 'events'
      ? countReading(largest.events.length, { frame })
      : timeReading(largest.afterMs, { frame });
  },
});
