import * as v from 'valibot';
import { FLAGS } from '../../wire/http2/frame.ts';
import { parseSettings } from '../../wire/http2/payload.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { http2Frames } from './http2-frames.ts';
import { whyCannotTell } from './reachable.ts';

/** A client said that it takes no push, and asked for something that comes with one. */
export const pushRefused = defineCheck({
  id: 'push-refused',
  summary:
    'On a connection whose client sent SETTINGS_ENABLE_PUSH=0, /push was answered without a PUSH_PROMISE.',
  args: v.strictObject({}),
  check(trace) {
    const refusals = new Map<number, number>();
    for (const { row, conn, frame } of http2Frames(trace, 'SETTINGS', 'client-to-server')) {
      if (frame.flags & FLAGS.ACK) continue;
      const push = parseSettings(frame.payload).findLast(({ id }) => id === SETTINGS.ENABLE_PUSH);
      if (push?.value === 0) refusals.set(conn, row);
      else if (push) refusals.delete(conn);
    }
    const all = exchangesOn(trace, { origin: 'http2' });
    const asked = all.filter(
      (exchange) =>
        exchange.target.startsWith('/push') && refusals.has(exchange.conn) && exchange.status === 200,
    );
    const unpushed = asked.find(({ conn }) => !all.some((other) => other.conn === conn && other.pushed));
    const [conn, row] = [...refusals].at(-1) ?? [];
    return judge(
      [
        {
          label: 'the client sent ENABLE_PUSH=0',
          met: conn !== undefined,
          reason: 'No client has said SETTINGS_ENABLE_PUSH=0 so far.',
          evidence: row === undefined ? undefined : { frame: row },
        },
        {
          label: '/push was answered without a push',
          met: unpushed !== undefined,
          reason: 'Nobody has asked such a connection for /push so far.',
          evidence: unpushed && { frame: refusals.get(unpushed.conn) ?? unpushed.requestFrame },
        },
      ],
      `The client of connection ${unpushed?.conn ?? ''} sent SETTINGS_ENABLE_PUSH=0; /push was answered without a push.`,
      whyCannotTell(trace, 'http2'),
    );
  },
});
