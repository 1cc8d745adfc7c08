import type { SolutionStep } from '../../contract/lesson-actions.ts';
import type { CheckResult } from '../../trace/checks/check.ts';

/**
 * The open lesson, for a program that drives this page: the project's tests and `wire101 check-lesson`. It does what the
 * lesson's buttons do, by the same code, and reads the same goals.
 */
export interface LessonRemote {
  readonly lesson: string;
  /** Sets the lesson's switches, with `settings` over them, and begins an empty recording. */
  begin(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Does the steps one after another. Rejects when an action is refused or a goal is not met in its time. */
  run(steps: readonly SolutionStep[]): Promise<void>;
  /** How each goal stands now, by its id. */
  goals(): Record<string, Pick<CheckResult, 'status' | 'reason'>>;
}

declare global {
  var wire101Lesson: LessonRemote | undefined;
}

/** Offers the open lesson until the returned function is called. */
export function offerRemote(remote: LessonRemote): () => void {
  globalThis.wire101Lesson = remote;
  return () => {
    if (globalThis.wire101Lesson === remote) globalThis.wire101Lesson = undefined;
  };
}
