import { SUBJECTS } from './registry.ts';

/**
 * How many cases each decoder is held to, in one place:
 * - `check`: with the tests, always with the same seed, so that a change is to blame for a failure.
 * - `long`: with `npm run fuzz`, each time with another seed.
 *
 * The properties beside the decoders run fewer cases, for an answer within seconds while one works on them.
 */
export const CASES = { check: 100_000, long: 10_000_000 } as const;

export const CHECK_SEED = 101;

/** A whole connection costs as much as ten decoders. */
const CASES_OF_TRACE_DIVISOR = 10;

/** The share of `cases` that a decoder gets. */
export function casesOf(subject: string, cases: number): number {
  return subject === 'trace' ? Math.ceil(cases / CASES_OF_TRACE_DIVISOR) : cases;
}

export const SUBJECT_NAMES: readonly string[] = SUBJECTS.map(({ name }) => name);
