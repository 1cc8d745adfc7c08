import type { LessonSummary } from './lesson.ts';

/** What the lab says of the lessons that somebody added at run time. */
export interface OwnLessonsIndex {
  readonly lessons: readonly LessonSummary[];
  /** Why the others are not there. `line` counts from 1. */
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}
