import * as v from 'valibot';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { socketMessages } from './sockets.ts';
import { duration } from './words.ts';

/** Messages went both ways on one WebSocket, close to each other. */
export const messagesBothWays = defineCheck({
  id: 'messages-both-ways',
  summary: 'On one WebSocket a message from the client and one from the server were less than so long apart.',
  args: v.strictObject({ origin: originArg, withinMs: millisecondsArg('How far apart they may be.') }),
  check(trace, { origin, withinMs }) {
    const all = socketMessages(trace, origin);
    for (const [at, message] of all.entries()) {
      const other = all
        .slice(0, at)
        .findLast(
          ({ exchange, direction }) => exchange === message.exchange && direction !== message.direction,
        );
      if (!other || message.t - other.t > withinMs) continue;
      const apart = duration(message.t - other.t);
      return met(`Both ways on connection ${message.exchange.conn}, ${apart} apart.`, { frame: message.row });
    }
    const last = all.at(-1);
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? 'No two messages of one WebSocket went both ways that close together.'
          : 'No message has come so far.',
        last && { frame: last.row },
      )
    );
  },
});
