import type { Failure } from './run.ts';

/** What to say of a case that broke a law, and how to run it again. */
export function describeFailure({ subject, seed, case: index, reason, hex }: Failure): string {
  return [
    `${subject}, seed ${seed}, case ${index}: ${reason}`,
    `Again: npm run fuzz -- --decoder ${subject} --seed ${seed} --case ${index}`,
    ...(hex === '' ? [] : [`Input, for a conformance document:\n${hex.replaceAll(/(.{95}) /g, '$1\n')}`]),
  ].join('\n');
}
