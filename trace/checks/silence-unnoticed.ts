import * as v from 'valibot';
import type { Connection } from '../model.ts';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { givenUpAt, silences } from './silences.ts';
import { duration } from './words.ts';

/** A message went into a wire that was dead, and nobody was told. */
export const silenceUnnoticed = defineCheck({
  id: 'silence-unnoticed',
  summary:
    'A client sent a message on a WebSocket whose connection was silenced (freeze), and neither end noticed for so long.',
  args: v.strictObject({
    origin: originArg,
    longerThanMs: millisecondsArg('How long after the message nobody must have noticed.'),
  }),
  check(trace, { origin, longerThanMs }, now) {
    const sentAt = (connection: Connection, since: number): number | undefined =>
      connection.exchanges
        .flatMap(({ op }) => (op === undefined ? undefined : trace.operations.get(op))?.events ?? [])
        .find(({ t, event, clockErrorMs }) => event === 'sent' && t + clockErrorMs >= since)?.t;
    const silenced = silences(trace, origin).map(({ connection, since, until }) => {
      const from = sentAt(connection, since);
      const end = Math.min(givenUpAt(trace, connection, since) ?? now, until ?? now);
      return { connection, afterMs: from === undefined ? undefined : Math.max(0, end - from) };
    });
    const unnoticed = silenced.find(({ afterMs }) => (afterMs ?? 0) > longerThanMs);
    const sent = unnoticed ?? silenced.findLast(({ afterMs }) => afterMs !== undefined);
    const shown = sent ?? silenced.at(-1);
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
          label: 'a message was sent into it',
          met: sent !== undefined,
          reason: 'No message has been sent on the frozen wire so far.',
          evidence,
        },
        {
          label: `nobody noticed for ${duration(longerThanMs)}`,
          met: unnoticed !== undefined,
          reason: `So far ${duration(sent?.afterMs ?? 0)} have passed without anybody noticing.`,
          evidence,
        },
      ],
      `A message was sent on connection ${shown?.connection.id ?? ''}, which was dead, and nobody noticed for ${duration(sent?.afterMs ?? 0)}.`,
      whyCannotTell(trace, origin),
    );
  },
});
