import { Random } from './random.ts';
import type { Subject } from './subject.ts';

/** Which cases of which decoder to run: from `first` up to `end` - 1. */
export interface Job {
  readonly subject: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
}

/** A case that broke a law, in a form that can be sent between threads. */
export interface Failure extends Omit<Job, 'first' | 'end'> {
  readonly case: number;
  readonly reason: string;
  /** The input in hexadecimal, two digits a byte, as a conformance document takes it. */
  readonly hex: string;
}

/** How one decoder did. */
export interface Tally {
  cases: number;
  bytes: number;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Tells the cases of one decoder from those of another with the same seed. */
function streamOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return hash;
}

/**
 * Runs the cases of a job in this thread. Each case depends on seed, decoder and its number alone. `started` hears of
 * each case before it runs, so that one that never ends can be named.
 */
export function runCases(
  subject: Subject,
  { seed, first, end }: Job,
  started: (index: number) => void = () => undefined,
): Tally | Failure {
  const random = new Random();
  const stream = streamOf(subject.name);
  const tally: Tally = { cases: 0, bytes: 0 };
  let input: Uint8Array = new Uint8Array(0);
  const note = (bytes: Uint8Array): void => {
    input = bytes;
    tally.bytes += bytes.length;
  };
  for (let index = first; index < end; index++) {
    started(index);
    random.reset(seed, stream, index);
    try {
      subject.check(random, note);
    } catch (error) {
      const reason =
        error instanceof Error && error.name === 'LawBroken' ? error.message : String((error as Error).stack);
      return { subject: subject.name, seed, case: index, reason, hex: hex(input) };
    }
    tally.cases += 1;
  }
  return tally;
}
