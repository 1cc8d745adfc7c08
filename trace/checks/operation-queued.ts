import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import { TRANSPORTS } from '../../contract/operations.ts';
import { millisecondsArg, originArg } from './args.ts';
import { cannotTell, defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { firstWaits, longestWait, operationName } from './waits.ts';
import { duration, moment, sentence } from './words.ts';

/** The browser held a request back: it was asked for, and not a byte of it crossed the wire for a while. */
export const operationQueued = defineCheck({
  id: 'operation-queued',
  summary: 'A request that a browser was asked for had no byte on the wire for longer than a given time.',
  args: v.strictObject({
    origin: originArg,
    longerThanMs: millisecondsArg('How long it must have waited.'),
    transport: v.optional(
      v.pipe(v.picklist(TRANSPORTS), v.description('Only operations of this kind. Left out: any.')),
    ),
  }),
  check(trace, { origin, longerThanMs, transport }, now) {
    const waits = firstWaits(trace, origin, now).filter(
      ({ operation }) => !transport || operation.transport === transport,
    );
    const longest = longestWait(waits);
    if (longest && longest.to - longest.from > longerThanMs) {
      const { operation, from, to, waiting } = longest;
      const name = operationName(operation);
      const end = waiting ? 'no byte of it has reached the server' : `its first byte came at ${moment(to)}`;
      return met(`${sentence(name)} was asked for at ${moment(from)}; ${end}.`, { op: operation.id });
    }
    const obstacle = whyCannotTell(trace, origin);
    if (obstacle) return obstacle;
    const current = waits.findLast(({ waiting }) => waiting);
    if (current) {
      const waited = duration(current.to - current.from);
      return notYet(`${sentence(operationName(current.operation))} has been waiting for ${waited} so far.`, {
        op: current.operation.id,
      });
    }
    if (waits.length > 0) return notYet('Every request that was asked for is on the wire; none waits.');
    const reported = [...trace.operations.values()].some(
      (op) => op.client === 'browser' && op.origin === origin,
    );
    const seen = trace.exchanges.some(({ conn }) => trace.connections.get(conn)?.origin === origin);
    if (seen && !reported) {
      return cannotTell(
        `Only this page reports when it asks. The requests seen ${overOrigin(origin)} came from elsewhere.`,
      );
    }
    return notYet(`Nothing of that kind was asked for ${overOrigin(origin)} so far.`);
  },
});
