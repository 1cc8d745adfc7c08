import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { bytesArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { mostUncredited } from './stream-credit.ts';

/** A sender used a larger window than it gives itself. */
export const dataWithoutWindowUpdate = defineCheck({
  id: 'data-without-window-update',
  summary:
    'One HTTP/2 stream carried at least so many bytes of DATA before its reader sent a WINDOW_UPDATE for it.',
  args: v.strictObject({
    atLeast: bytesArg('How many bytes.'),
    direction: v.optional(
      v.pipe(v.picklist(DIRECTIONS), v.description('Which way the DATA goes.')),
      'server-to-client',
    ),
  }),
  check(trace, { atLeast, direction }) {
    const most = mostUncredited(trace, direction);
    const evidence = most && { frame: most.row };
    const told = most
      ? `Stream ${most.streamId} on connection ${most.conn} carried ${most.bytes.toLocaleString('en')} bytes before a WINDOW_UPDATE for it`
      : '';
    if (most && most.bytes >= atLeast) return met(`${told}.`, evidence);
    return (
      whyCannotTell(trace, 'http2') ??
      notYet(
        most
          ? `${told}, of ${atLeast.toLocaleString('en')}.`
          : 'No DATA has gone that way before a WINDOW_UPDATE for its stream.',
        evidence,
      )
    );
  },
});
