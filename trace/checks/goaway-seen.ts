import * as v from 'valibot';
import { lastStreamId } from '../../wire/http2/payload.ts';
import { directionArg, errorCodeArg } from './args.ts';
import { defineCheck } from './check.ts';
import { checkErrorCode } from './http2-frames.ts';

/** One end said that it takes no more streams. */
export const goawaySeen = defineCheck({
  id: 'goaway-seen',
  summary:
    'A GOAWAY frame crossed an HTTP/2 connection, with a certain error code if one is given (0: NO_ERROR).',
  args: v.strictObject({ code: errorCodeArg, direction: directionArg }),
  check: (trace, wanted) =>
    checkErrorCode(
      trace,
      'GOAWAY',
      wanted,
      ({ conn, frame }, code) => `GOAWAY on connection ${conn}: ${code}, last stream ${lastStreamId(frame)}.`,
    ),
});
