import * as v from 'valibot';
import { directionArg, errorCodeArg } from './args.ts';
import { defineCheck } from './check.ts';
import { checkErrorCode } from './http2-frames.ts';

/** An HTTP/2 stream was reset. */
export const streamReset = defineCheck({
  id: 'stream-reset',
  summary:
    'An HTTP/2 stream was ended by RST_STREAM, with a certain error code if one is given (7: REFUSED_STREAM, 8: CANCEL).',
  args: v.strictObject({ code: errorCodeArg, direction: directionArg }),
  check: (trace, wanted) =>
    checkErrorCode(
      trace,
      'RST_STREAM',
      wanted,
      ({ conn, frame }, code) => `Stream ${frame.streamId} on connection ${conn} was reset with ${code}.`,
    ),
});
