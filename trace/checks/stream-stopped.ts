import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { operationsOf } from './received-ids.ts';
import { operationName } from './waits.ts';
import { sentence } from './words.ts';

/** Without the client's own account, so long without another request means that it gave up. */
const SILENCE_MS = 10_000;

/** An EventSource was answered with a status that ends it for good. */
export const streamStopped = defineCheck({
  id: 'stream-stopped',
  summary: 'An EventSource was answered with a certain status and has not asked again: it is over for good.',
  args: v.strictObject({
    origin: originArg,
    status: v.pipe(v.number(), v.integer(), v.description('The status of the answer, such as 204 or 503.')),
  }),
  check(trace, { origin, status }, now) {
    const answered = operationsOf(trace, origin, 'sse').flatMap((operation) => {
      const exchange = operation.exchanges.find((candidate) => candidate.status === status);
      return exchange && (exchange.respondedAt ?? 0) > trace.clearedAt ? [{ operation, exchange }] : [];
    });
    const stopped = answered.find(
      ({ operation, exchange }) =>
        operation.exchanges.at(-1) === exchange &&
        (operation.closedAt !== undefined || now - (exchange.endedAt ?? now) > SILENCE_MS),
    );
    const shown = stopped ?? answered.at(-1);
    const evidence = shown && { frame: shown.exchange.responseFrame ?? shown.exchange.requestFrame };
    return judge(
      [
        {
          label: `answered with ${status}`,
          met: shown !== undefined,
          reason: `No EventSource has been answered with ${status} so far.`,
          evidence,
        },
        {
          label: 'it does not ask again',
          met: stopped !== undefined,
          reason: 'It has not given up: it may still ask again.',
          evidence,
        },
      ],
      `${sentence(shown ? operationName(shown.operation) : '')} was answered with ${status} and is over for good.`,
      whyCannotTell(trace, origin),
    );
  },
});
