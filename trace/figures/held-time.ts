import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { polls } from '../checks/polls.ts';
import { defineFigure, timeReading } from './figure.ts';

/** The longest time a long poll was held before an event answered it. */
export const heldTime = defineFigure({
  id: 'held-time',
  summary: 'The longest time that a request to /long-poll was held before it was answered with an event.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const held = polls(trace, origin, '/long-poll')
      .filter(({ ids }) => ids.length > 0)
      .map(({ exchange }) => ({
        ms: exchange.respondedAt - exchange.startedAt,
        frame: exchange.responseFrame ?? exchange.requestFrame,
      }));
    const longest = held.toSorted((a, b) => b.ms - a.ms)[0];
    return longest && timeReading(longest.ms, { frame: longest.frame });
  },
});
