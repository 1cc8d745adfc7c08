import * as v from 'valibot';
import type { Trace } from '../trace.ts';

/**
 * - `met`: the wire shows it.
 * - `not-yet`: the wire does not show it so far.
 * - `cannot-tell`: something that would be needed to decide was not recorded, or cannot happen here.
 */
export type CheckStatus = 'met' | 'not-yet' | 'cannot-tell';

/** What a result rests on, for showing it on the stage. Empty: nothing to point at. */
export interface Evidence {
  readonly frame?: number;
  readonly conn?: number;
  readonly op?: number;
}

export interface CheckResult {
  readonly status: CheckStatus;
  /** One sentence for people: what was seen, or what is missing. */
  readonly reason: string;
  readonly evidence?: Evidence;
  /** What it is made of, each with its own state. Left out when it is one thing. */
  readonly conditions?: readonly Condition[];
}

/** One of several things that must all hold. */
export interface Condition {
  /** A few words: `the window reached 0`. */
  readonly label: string;
  readonly met: boolean;
  /** What is missing, in one sentence; for a condition that is met, what was seen. */
  readonly reason: string;
  readonly evidence?: Evidence | undefined;
}

/** A predicate over a trace, with its arguments named and documented. */
export interface Check {
  readonly id: string;
  /** One sentence for authors. */
  readonly summary: string;
  /** The arguments, each with a description. */
  readonly args: v.GenericSchema;
  /**
   * Reads the wire. `now` is the time up to which it is known, in milliseconds since the recording began; what has been
   * waiting since has waited until then. Throws when `args` are not what the schema says: builds of lessons rule that out.
   */
  check(trace: Trace, args: unknown, now: number): CheckResult;
}

/** Ties a check's predicate to the schema of its arguments. */
export function defineCheck<S extends v.GenericSchema>(definition: {
  readonly id: string;
  readonly summary: string;
  readonly args: S;
  readonly check: (trace: Trace, args: v.InferOutput<S>, now: number) => CheckResult;
}): Check {
  return {
    ...definition,
    check: (trace, args, now) => definition.check(trace, v.parse(definition.args, args), now),
  };
}

export const met = (reason: string, evidence: Evidence = {}): CheckResult => ({
  status: 'met',
  reason,
  evidence,
});
export const notYet = (reason: string, evidence: Evidence = {}): CheckResult => ({
  status: 'not-yet',
  reason,
  evidence,
});
export const cannotTell = (reason: string, evidence: Evidence = {}): CheckResult => ({
  status: 'cannot-tell',
  reason,
  evidence,
});

/**
 * Met when every condition is. The first that is not says why, unless `obstacle` stands in the way of telling. `reason`
 * and the evidence of the last condition tell of a goal that is met.
 */
export function judge(conditions: readonly Condition[], reason: string, obstacle?: CheckResult): CheckResult {
  const open = conditions.find((condition) => !condition.met);
  const told = { conditions };
  if (!open) return { ...met(reason, conditions.at(-1)?.evidence), ...told };
  if (obstacle) return { ...obstacle, ...told };
  const seen = conditions.findLast(({ evidence }) => evidence)?.evidence;
  return { ...notYet(open.reason, open.evidence ?? seen), ...told };
}
