import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { silentEnds } from '../checks/cut-for-silence.ts';
import { defineFigure, timeReading } from './figure.ts';

/** How long something kept a silent stream. */
export const silenceBeforeCut = defineFigure({
  id: 'silence-before-cut',
  summary: 'How long nothing had come on an open stream when the far side ended its connection: the longest.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const longest = silentEnds(trace, origin).toSorted((a, b) => b.silentMs - a.silentMs)[0];
    return longest && timeReading(longest.silentMs, { conn: longest.connection.id });
  },
});
