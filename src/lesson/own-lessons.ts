import type { Lesson, LessonSummary } from '../../contract/lesson.ts';
import type { OwnLessonsIndex } from '../../contract/own-lessons.ts';

/** A lesson of the index, and how to get all of it. */
export interface LessonEntry extends LessonSummary {
  readonly load: () => Promise<Lesson>;
}

/** The lessons that were added to the lab at run time, and what is wrong with those that are not among them. */
export interface FoundOwnLessons {
  readonly entries: readonly LessonEntry[];
  readonly problems: OwnLessonsIndex['problems'];
}

export const NO_OWN_LESSONS: FoundOwnLessons = { entries: [], problems: [] };

async function ask<T>(name: string): Promise<T> {
  const response = await fetch(`/own-lessons/${name}.json`);
  if (!response.ok) throw new Error(`The lab answered ${response.status} for ${name}.`);
  return (await response.json()) as T;
}

/** Asks the lab for them. The lab has checked what it gives out, so nothing is checked again. */
export async function findOwnLessons(): Promise<FoundOwnLessons> {
  const { lessons, problems } = await ask<OwnLessonsIndex>('index');
  return {
    problems,
    entries: lessons.map((summary) => ({ ...summary, load: () => ask<Lesson>(summary.id) })),
  };
}
