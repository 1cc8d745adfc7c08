import type { LessonGoal } from '../../contract/lesson.ts';
import { findCheck } from '../../trace/checks/registry.ts';
import type { Trace } from '../../trace/trace.ts';
import type { GoalResults } from './goal-status.ts';

/*
 * What reads the trace for lessons: every check and every figure. A lesson's text stands before they are loaded.
 */
export { findFigure } from '../../trace/figures/registry.ts';

/** What each goal's check says of the trace now. */
export function checkGoals(goals: readonly LessonGoal[], trace: Trace, now: number): GoalResults {
  return new Map(
    goals.map((goal) => {
      const check = findCheck(goal.check);
      /* The build has looked the check up, so this is for lessons of another version. */
      if (!check) return [goal.id, { status: 'cannot-tell', reason: `There is no check ${goal.check}.` }];
      return [goal.id, check.check(trace, goal.args, now)];
    }),
  );
}
