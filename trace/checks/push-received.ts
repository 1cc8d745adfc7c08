import * as v from 'valibot';
import { defineCheck, judge } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** A client took what the server pushed. */
export const pushReceived = defineCheck({
  id: 'push-received',
  summary:
    'The server promised a request (PUSH_PROMISE) and answered it, and the client took the answer to its end.',
  args: v.strictObject({}),
  check(trace) {
    const promised = exchangesOn(trace, { origin: 'http2' }).filter(({ pushed }) => pushed);
    const isWhole = ({ conn, streamId, endedAt, respondedAt }: (typeof promised)[number]): boolean =>
      endedAt !== undefined &&
      respondedAt !== undefined &&
      trace.connections.get(conn)?.streams.get(streamId)?.reset === undefined;
    const taken = promised.find(isWhole);
    const shown = taken ?? promised.at(-1);
    return judge(
      [
        {
          label: 'a push was promised',
          met: shown !== undefined,
          reason: 'No PUSH_PROMISE has come so far.',
          evidence: shown && { frame: shown.requestFrame },
        },
        {
          label: 'its answer was taken',
          met: taken !== undefined,
          reason: 'The answer to the promise was not taken to its end.',
          evidence: taken && { frame: taken.responseFrame ?? taken.requestFrame },
        },
      ],
      `${shown?.target ?? ''} was pushed on stream ${shown?.streamId ?? ''} of connection ${shown?.conn ?? ''}.`,
      whyCannotTell(trace, 'http2'),
    );
  },
});
