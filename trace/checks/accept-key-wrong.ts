import * as v from 'valibot';
import { computeAccept } from '../../wire/websocket/accept-key.ts';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn, fieldValue } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** A client checked the answer to its key, and did not take a wrong one (RFC 6455 §4.1). */
export const acceptKeyWrong = defineCheck({
  id: 'accept-key-wrong',
  summary:
    'A 101 carried a Sec-WebSocket-Accept that the key does not give, and the client gave the connection up.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const switched = exchangesOn(trace, { origin }).filter(({ status }) => status === 101);
    const wrong = switched.filter(({ headers, responseHeaders }) => {
      const key = fieldValue(headers, 'sec-websocket-key');
      const answered = fieldValue(responseHeaders, 'sec-websocket-accept');
      return key !== undefined && computeAccept(key).accept !== answered;
    });
    const left = wrong.find(({ conn }) =>
      trace.connections.get(conn)?.endings.some(({ by }) => by === 'client'),
    );
    const shown = left ?? wrong.at(-1) ?? switched.at(-1);
    const evidence = shown && { frame: shown.responseFrame ?? shown.requestFrame };
    return judge(
      [
        {
          label: 'the answer to a key was wrong',
          met: wrong.length > 0,
          reason:
            switched.length === 0
              ? 'No upgrade has been answered with 101 so far.'
              : 'Every answer to a key was right so far.',
          evidence,
        },
        {
          label: 'the client gave the connection up',
          met: left !== undefined,
          reason: 'The client has not ended that connection so far.',
          evidence,
        },
      ],
      'The answer to the key was wrong, and the client ended the connection.',
      whyCannotTell(trace, origin),
    );
  },
});
