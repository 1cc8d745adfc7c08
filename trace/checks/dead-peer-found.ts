import * as v from 'valibot';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { givenUpAt, silences } from './silences.ts';
import { duration } from './words.ts';

/** A wire went dead without a sign, and one end noticed by itself. */
export const deadPeerFound = defineCheck({
  id: 'dead-peer-found',
  summary:
    'A WebSocket’s connection was silenced (freeze, or pongs dropped), and one end gave it up within a given time.',
  args: v.strictObject({
    origin: originArg,
    withinMs: millisecondsArg('How soon it must be noticed.'),
    by: v.optional(
      v.pipe(
        v.picklist(['client', 'server']),
        v.description('Which end must have noticed. Left out: either.'),
      ),
    ),
  }),
  check(trace, { origin, withinMs, by }, now) {
    const silenced = silences(trace, origin).map(({ connection, since }) => {
      const foundAt = givenUpAt(trace, connection, since, by);
      return { connection, since, afterMs: foundAt === undefined ? undefined : foundAt - since };
    });
    const found = silenced.find(({ afterMs }) => afterMs !== undefined && afterMs <= withinMs);
    const shown = found ?? silenced.at(-1);
    const evidence = shown && { conn: shown.connection.id };
    return judge(
      [
        {
          label: 'a wire was silenced',
          met: shown !== undefined,
          reason: 'No WebSocket’s wire has been frozen so far.',
          evidence,
        },
        {
          label: `given up ${by === undefined ? '' : `by the ${by} `}within ${duration(withinMs)}`,
          met: found !== undefined,
          reason:
            shown?.afterMs === undefined
              ? `Nobody has noticed for ${duration(now - (shown?.since ?? now))}.`
              : `It took ${duration(shown.afterMs)} to notice.`,
          evidence,
        },
      ],
      `Connection ${shown?.connection.id ?? ''} was given up ${by === undefined ? '' : `by the ${by} `}${duration(shown?.afterMs ?? 0)} after it went silent.`,
      whyCannotTell(trace, origin),
    );
  },
});
