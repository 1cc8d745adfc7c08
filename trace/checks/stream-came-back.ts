import * as v from 'valibot';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { returns } from './returns.ts';
import { operationName } from './waits.ts';
import { duration, sentence } from './words.ts';

/** An EventSource lost its stream and asked again by itself. */
export const streamCameBack = defineCheck({
  id: 'stream-came-back',
  summary: 'An EventSource lost its stream, asked again by itself and was answered with an event stream.',
  args: v.strictObject({
    origin: originArg,
    withinMs: v.optional(millisecondsArg('How soon it must have asked again. Left out: whenever.'), Infinity),
  }),
  check(trace, { origin, withinMs }) {
    const all = returns(trace, origin);
    const first = all.find(({ back, afterMs }) => back.carries === 'sse' && afterMs <= withinMs);
    if (first) {
      const { operation, back, afterMs } = first;
      const asked = back.lastEventId === undefined ? '' : ` with Last-Event-ID: ${back.lastEventId}`;
      return met(`${sentence(operationName(operation))} asked again after ${duration(afterMs)}${asked}.`, {
        frame: back.requestFrame,
      });
    }
    const late = all.find(({ back }) => back.carries === 'sse');
    if (late) {
      return notYet(
        `${sentence(operationName(late.operation))} took ${duration(late.afterMs)} to ask again.`,
        { frame: late.back.requestFrame },
      );
    }
    const asking = all[0];
    if (asking) {
      const name = sentence(operationName(asking.operation));
      return notYet(`${name} has asked again; no event stream was answered so far.`, {
        frame: asking.back.requestFrame,
      });
    }
    const away = [...trace.operations.values()].find(
      (operation) => operation.origin === origin && operation.state === 'reconnecting',
    );
    return (
      whyCannotTell(trace, origin) ??
      (away
        ? notYet(
            `${sentence(operationName(away))} lost its stream; its next request is not on the wire yet.`,
            {
              op: away.id,
            },
          )
        : notYet('No EventSource has lost its stream so far.'))
    );
  },
});
