import type { CheckResult, Condition, Evidence } from '../../trace/checks/check.ts';
import type { LessonProgress } from './progress.ts';

export type GoalResults = ReadonlyMap<string, CheckResult>;

/** Before the checks are loaded. */
export const NO_RESULTS: GoalResults = new Map();

/** A goal as the page shows it. */
export interface GoalStatus {
  readonly status: CheckResult['status'];
  readonly reason: string;
  readonly evidence: Evidence;
  /** What it is made of; empty when it is one thing. */
  readonly conditions: readonly Condition[];
  /** Met in an earlier recording, which is gone: there is nothing to point at. */
  readonly earlier: boolean;
}

const NOTHING_YET: CheckResult = { status: 'not-yet', reason: 'Nothing has been recorded so far.' };

/** A goal that was met once stays met, whatever the recording shows now. */
export function goalStatus(id: string, results: GoalResults, progress: LessonProgress): GoalStatus {
  const result = results.get(id) ?? NOTHING_YET;
  const kept = progress.met[id];
  if (result.status !== 'met' && kept) {
    return {
      status: 'met',
      reason: `Met before: ${kept.reason}`,
      evidence: {},
      conditions: [],
      earlier: true,
    };
  }
  return {
    ...result,
    evidence: result.evidence ?? {},
    conditions: result.conditions ?? [],
    earlier: false,
  };
}

export const hasEvidence = ({ frame, conn, op }: Evidence): boolean =>
  frame !== undefined || conn !== undefined || op !== undefined;
