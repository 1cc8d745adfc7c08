import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

/** Something in between ended a connection because it was silent. */
export const connectionTimedOut = defineCheck({
  id: 'connection-timed-out',
  summary: 'A connection on which an answer was still open was ended because it was silent for too long.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const ended = [...trace.connections.values()].filter(
      (connection) =>
        connection.origin === origin &&
        connection.closed !== undefined &&
        connection.closed.t > trace.clearedAt,
    );
    const cut = ended.find(({ closed }) => closed?.how === 'timeout');
    if (cut) {
      const open = duration((cut.closed?.t ?? 0) - cut.openedAt);
      return met(`Connection ${cut.id} was ended for its silence, ${open} after it was opened.`, {
        conn: cut.id,
      });
    }
    const last = ended.at(-1);
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `Connection ${last.id} has ended, and not because it was silent.`
          : 'No connection has ended so far.',
        last && { conn: last.id },
      )
    );
  },
});
