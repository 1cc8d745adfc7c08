import type { Random } from './random.ts';

/** What is fuzzed: one decoder, and the laws it keeps. */
export interface Subject {
  readonly name: string;
  /**
   * Makes one input from random numbers and holds the decoder to its laws. Throws when one is broken. `note` is called
   * with the input before it is decoded, so that the runner can show it.
   */
  check(random: Random, note: (input: Uint8Array) => void): void;
}
