import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { returns } from '../checks/returns.ts';
import { defineFigure, timeReading } from './figure.ts';

/** How long the first EventSource that came back had been away; points at the request it came back with. */
export const returnDelay = defineFigure({
  id: 'return-delay',
  summary:
    'The time between the end of an EventSource’s stream and its next request, for the first that came back.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const first = returns(trace, origin)[0];
    return first && timeReading(first.afterMs, { frame: first.back.requestFrame });
  },
});
