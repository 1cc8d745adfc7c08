import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import { TRANSPORTS } from '../../contract/operations.ts';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { firstWaits, operationName } from './waits.ts';
import { duration, moment, sentence } from './words.ts';

/** A request that its browser had held back went on the wire after all. */
export const waitOver = defineCheck({
  id: 'wait-over',
  summary: 'A request that had waited in a browser for longer than a given time went on the wire.',
  args: v.strictObject({
    origin: originArg,
    longerThanMs: millisecondsArg('How long it must have waited.'),
    transport: v.optional(
      v.pipe(v.picklist(TRANSPORTS), v.description('Only operations of this kind. Left out: any.')),
    ),
  }),
  check(trace, { origin, longerThanMs, transport }, now) {
    const waits = firstWaits(trace, origin, now).filter(
      ({ operation, from, to }) =>
        (!transport || operation.transport === transport) && to - from > longerThanMs,
    );
    const sent = waits.find(({ operation }) => operation.onWireAt !== undefined);
    if (sent) {
      const { operation, from, to } = sent;
      const frame = operation.exchanges[0]?.requestFrame;
      return met(
        `${sentence(operationName(operation))} had waited for ${duration(to - from)} when its first byte came at ${moment(to)}.`,
        frame === undefined ? { op: operation.id } : { frame },
      );
    }
    const still = waits.find(({ waiting }) => waiting);
    return (
      whyCannotTell(trace, origin) ??
      (still
        ? notYet(`${sentence(operationName(still.operation))} still waits.`, { op: still.operation.id })
        : notYet(`No request ${overOrigin(origin)} has waited that long so far.`))
    );
  },
});
