import * as v from 'valibot';
import { TRANSPORTS } from '../../contract/operations.ts';
import { countArg, originArg } from './args.ts';
import { pauseRuns } from './attempts.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { operationsOf } from './received-ids.ts';
import { operationName } from './waits.ts';
import { duration, listed, sentence } from './words.ts';

/** A pause may be so much shorter than the one before it: timers are not exact. */
const SLACK = 0.85;

/** The longest run of pauses, each at least as long as the one before it. */
function growing(all: readonly number[]): number[] {
  let best: number[] = [];
  let run: number[] = [];
  for (const pause of all) {
    run = run.length > 0 && pause < (run.at(-1) as number) * SLACK ? [pause] : [...run, pause];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** A client that lost its server waits longer and longer between its attempts. */
export const reconnectsWithBackoff = defineCheck({
  id: 'reconnects-with-backoff',
  summary:
    'A client tried at least so many times to come back, each pause no shorter than the one before, the last twice the first.',
  args: v.strictObject({
    origin: originArg,
    transport: v.optional(v.pipe(v.picklist(TRANSPORTS), v.description('What comes back.')), 'websocket'),
    pauses: v.optional(countArg('How many growing pauses.'), 3),
  }),
  check(trace, { origin, transport, pauses: wanted }) {
    const all = operationsOf(trace, origin, transport).map((operation) => ({
      operation,
      run: pauseRuns(operation)
        .map(growing)
        .reduce<number[]>((best, run) => (run.length > best.length ? run : best), []),
    }));
    const grew = all.find(
      ({ run }) => run.length >= wanted && (run.at(-1) ?? 0) >= 2 * SLACK * (run[0] ?? Infinity),
    );
    const shown = grew ?? all.toSorted((a, b) => b.run.length - a.run.length)[0];
    const evidence = shown && { op: shown.operation.id };
    const told = listed((shown?.run ?? []).map(duration));
    if (grew) return met(`${sentence(operationName(grew.operation))} paused for ${told}.`, evidence);
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        !shown || shown.run.length === 0
          ? 'No client has tried to come back more than once so far.'
          : `The pauses so far: ${told}; ${wanted} that grow to twice the first are wanted.`,
        evidence,
      )
    );
  },
});
