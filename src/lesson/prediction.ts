import type { NumberQuestion } from '../../contract/lesson.ts';

/** What a guess was worth: `exact`, `close` (within the tolerance) or `off`. */
export type Verdict = 'exact' | 'close' | 'off';

/** Compares a guess with the true number. A tolerance is a share of the true number; of 0 only 0 is close. */
export function judgeGuess(guess: number, truth: number, tolerance: number): Verdict {
  if (guess === truth) return 'exact';
  return Math.abs(guess - truth) <= Math.abs(truth) * tolerance ? 'close' : 'off';
}

const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** `1,024 bytes`, `7`. */
export function nameNumber(value: number, unit: string): string {
  /* Units are words in the plural, or ms. */
  const word = value === 1 && unit.length > 2 ? unit.replace(/s$/, '') : unit;
  return word === '' ? count(value) : `${count(value)} ${word}`;
}

const SAID: Readonly<Record<Verdict, string>> = {
  exact: 'You predicted it exactly.',
  close: 'Close.',
  off: 'It went another way than you predicted.',
};

/** The verdict in a sentence: `Close. You said 80 bytes; it was 87 bytes.` */
export function explainGuess(
  guess: number,
  truth: number,
  truthText: string,
  question: NumberQuestion,
): string {
  const verdict = judgeGuess(guess, truth, question.tolerance);
  const said =
    verdict === 'exact' ? '' : ` You said ${nameNumber(guess, question.unit)}; it was ${truthText}.`;
  return SAID[verdict] + said;
}
