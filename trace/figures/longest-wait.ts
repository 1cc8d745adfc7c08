import * as v from 'valibot';
import { TRANSPORTS } from '../../contract/operations.ts';
import { originArg } from '../checks/args.ts';
import { firstWaits, longestWait } from '../checks/waits.ts';
import { defineFigure, timeReading } from './figure.ts';

/** The longest time a request was held back in the browser. Waits below 100 ms are none. */
export const longestWaitFigure = defineFigure({
  id: 'longest-wait',
  summary:
    'The longest time that a request was held back in the browser before its first byte was on the wire.',
  args: v.strictObject({
    origin: originArg,
    transport: v.optional(
      v.pipe(v.picklist(TRANSPORTS), v.description('Only operations of this kind. Left out: any.')),
    ),
  }),
  read(trace, { origin, transport }, now) {
    const waits = firstWaits(trace, origin, now).filter(
      ({ operation }) => !transport || operation.transport === transport,
    );
    const longest = longestWait(waits);
    if (!longest || longest.to - longest.from < 100) return undefined;
    return timeReading(longest.to - longest.from, { op: longest.operation.id });
  },
});
