import * as v from 'valibot';
import { TRANSPORTS } from '../../contract/operations.ts';
import { originArg } from '../checks/args.ts';
import { pauseRuns } from '../checks/attempts.ts';
import { operationsOf } from '../checks/received-ids.ts';
import { duration, listed } from '../checks/words.ts';
import { defineFigure } from './figure.ts';

/** The pauses between a client's attempts to come back. */
export const reconnectPauses = defineFigure({
  id: 'reconnect-pauses',
  summary:
    'The pauses between the attempts of the newest client that tried to come back more than once, since it was connected last.',
  args: v.strictObject({
    origin: originArg,
    transport: v.optional(v.pipe(v.picklist(TRANSPORTS), v.description('What comes back.')), 'websocket'),
  }),
  read(trace, { origin, transport }) {
    const last = operationsOf(trace, origin, transport)
      .map((operation) => ({ operation, run: pauseRuns(operation).at(-1) }))
      .findLast(({ run }) => run !== undefined);
    return last?.run && { text: listed(last.run.map(duration)), evidence: { op: last.operation.id } };
  },
});
