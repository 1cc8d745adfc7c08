import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { splitEvent } from '../checks/event-split.ts';
import { countReading, defineFigure } from './figure.ts';

/** How many chunks or DATA frames an event lies in: the newest split one, else the newest. */
export const eventCarriers = defineFigure({
  id: 'event-carriers',
  summary:
    'How many chunks (HTTP/1.1) or DATA frames (HTTP/2) one event lies in: the newest split one, else the newest.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const found = splitEvent(trace, origin);
    return found && countReading(found.carriers.length, { frame: found.row });
  },
});
