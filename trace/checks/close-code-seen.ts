import * as v from 'valibot';
import { closeCodeName, parseClose } from '../../wire/websocket/close.ts';
import { plainPayload } from '../../wire/websocket/mask.ts';
import { directionArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { socketFrame, socketFrames, wayOf } from './sockets.ts';

/** A Close frame carried a certain code. */
export const closeCodeSeen = defineCheck({
  id: 'close-code-seen',
  summary: 'A Close frame crossed the wire, with a certain code if one is given (RFC 6455 §7.4).',
  args: v.strictObject({
    origin: originArg,
    code: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(4999), v.description('Left out: any.')),
    ),
    direction: directionArg,
  }),
  check(trace, { origin, code, direction }) {
    let last: { readonly frame: number; readonly said: string } | undefined;
    for (const { row } of socketFrames(trace, origin, ['close'], direction)) {
      const close = parseClose(plainPayload(socketFrame(trace, row)));
      const said = close ? `${close.code} ${closeCodeName(close.code)}` : 'no code';
      if (code === undefined || close?.code === code) {
        return met(`A Close frame${wayOf(trace.frames.direction(row))}: ${said}.`, { frame: row });
      }
      last = { frame: row, said };
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `The last Close frame carried ${last.said}.`
          : `No Close frame${wayOf(direction)} has come so far.`,
        last && { frame: last.frame },
      )
    );
  },
});
