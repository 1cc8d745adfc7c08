import * as v from 'valibot';
import { computeAccept } from '../../wire/websocket/accept-key.ts';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn, fieldValue } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** An upgrade to WebSocket was accepted, with the right answer to its key. */
export const upgradeAccepted = defineCheck({
  id: 'upgrade-accepted',
  summary:
    'An HTTP/1.1 connection was upgraded to WebSocket: 101, and Sec-WebSocket-Accept computed right from the key.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const asked = exchangesOn(trace, { origin }).filter(
      ({ status, target, headers }) =>
        (status === 101 || target.includes('ws')) && fieldValue(headers, 'sec-websocket-key') !== undefined,
    );
    const switched = asked.filter(({ status }) => status === 101);
    const isRight = ({ headers, responseHeaders }: (typeof asked)[number]): boolean =>
      computeAccept(fieldValue(headers, 'sec-websocket-key') ?? '').accept ===
      fieldValue(responseHeaders, 'sec-websocket-accept');
    const right = switched.find(isRight);
    const shown = right ?? switched.at(-1) ?? asked.at(-1);
    const answer = shown && { frame: shown.responseFrame ?? shown.requestFrame };
    return judge(
      [
        {
          label: 'a client asked with a key',
          met: asked.length > 0,
          reason: 'No request with a Sec-WebSocket-Key has come so far.',
          evidence: shown && { frame: shown.requestFrame },
        },
        {
          label: 'the server answered 101',
          met: switched.length > 0,
          reason:
            shown?.status === undefined
              ? 'The upgrade has not been answered so far.'
              : `The upgrade was answered with ${shown.status}.`,
          evidence: answer,
        },
        {
          label: 'the accept key is right',
          met: right !== undefined,
          reason: 'Sec-WebSocket-Accept is not what the key gives.',
          evidence: answer,
        },
      ],
      `The key ${fieldValue(shown?.headers ?? [], 'sec-websocket-key') ?? ''} was answered with ${fieldValue(shown?.responseHeaders ?? [], 'sec-websocket-accept') ?? ''}.`,
      whyCannotTell(trace, origin),
    );
  },
});
