import * as v from 'valibot';
import type { Connection } from '../model.ts';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn, fieldValue } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { isFromBrowser } from './streams.ts';

/** Whether the server ended the connection, and not by a reset. A time-out of its own is recorded as one. */
function endedByServer(connection: Connection | undefined): boolean {
  const [ending] = connection?.endings ?? [];
  return ending?.by === 'server' && ending.how !== 'reset';
}

/** The server closed a connection on which it had answered a browser. */
export const connectionClosedAfterAnswer = defineCheck({
  id: 'connection-closed-after-answer',
  summary:
    'The server closed an HTTP/1.1 connection of a browser after its last answer, which said `Connection: close` or did not.',
  args: v.strictObject({
    origin: originArg,
    announced: v.pipe(
      v.boolean(),
      v.description('Whether the last answer must have said `Connection: close`.'),
    ),
  }),
  check(trace, { origin, announced }) {
    const answered = exchangesOn(trace, { origin }).filter(
      (exchange) => exchange.respondedAt !== undefined && isFromBrowser(trace, exchange),
    );
    const last = new Map(answered.map((exchange) => [exchange.conn, exchange]));
    const fitting = [...last.values()].filter(({ responseHeaders }) => {
      const options = fieldValue(responseHeaders, 'connection') ?? '';
      return /\bclose\b/i.test(options) === announced;
    });
    const closed = fitting.find(
      ({ conn, endedAt }) => endedAt !== undefined && endedByServer(trace.connections.get(conn)),
    );
    const shown = closed ?? fitting.at(-1);
    return judge(
      [
        {
          label: announced ? 'an answer said Connection: close' : 'an answer left the connection open',
          met: shown !== undefined,
          reason: announced
            ? 'No answer has said Connection: close so far.'
            : 'No answer has left its connection open so far.',
          evidence: shown && { frame: shown.responseFrame ?? shown.requestFrame },
        },
        {
          label: 'the server closed it',
          met: closed !== undefined,
          reason: 'The server has not closed that connection so far.',
          evidence: shown && { conn: shown.conn },
        },
      ],
      `The server closed connection ${closed?.conn ?? ''}.`,
      whyCannotTell(trace, origin),
    );
  },
});
