import type { LessonSummary } from '../../contract/lesson.ts';
import type { LessonProgress } from './progress.ts';

export type LessonState = 'done' | 'begun' | 'open';

/** How many goals of a lesson were met. */
export function metGoals({ goals }: Pick<LessonSummary, 'goals'>, { met }: LessonProgress): number {
  return goals.filter((id) => met[id]).length;
}

/** Done: every goal was met. Begun: something was done in it, or a later step opened. */
export function lessonState(lesson: Pick<LessonSummary, 'goals'>, progress: LessonProgress): LessonState {
  const met = metGoals(lesson, progress);
  if (lesson.goals.length > 0 && met === lesson.goals.length) return 'done';
  return met > 0 || progress.step > 1 || Object.keys(progress.answers).length > 0 ? 'begun' : 'open';
}

/**
 * The lesson to go on with: the first that was begun, else the first that is open and builds on nothing that is not done,
 * else the first open one. Undefined when all are done.
 */
export function nextLesson<T extends Pick<LessonSummary, 'id' | 'goals' | 'buildsOn'>>(
  lessons: readonly T[],
  progressOf: (id: string) => LessonProgress,
): T | undefined {
  const states = new Map(lessons.map((lesson) => [lesson.id, lessonState(lesson, progressOf(lesson.id))]));
  const open = lessons.filter(({ id }) => states.get(id) === 'open');
  return (
    lessons.find(({ id }) => states.get(id) === 'begun') ??
    open.find(({ buildsOn }) => buildsOn.every((id) => (states.get(id) ?? 'done') === 'done')) ??
    open[0]
  );
}
