import type { LessonSummary } from '../../contract/lesson.ts';

export interface CoursePart {
  readonly number: number;
  readonly title: string;
  readonly lessons: readonly LessonSummary[];
}

/** The lessons by part, both in the order of the course. */
export function courseParts(lessons: readonly LessonSummary[]): CoursePart[] {
  const parts = new Map<number, CoursePart & { lessons: LessonSummary[] }>();
  for (const lesson of lessons) {
    const part = parts.get(lesson.part.number) ?? { ...lesson.part, lessons: [] };
    parts.set(part.number, part);
    part.lessons.push(lesson);
  }
  for (const part of parts.values()) part.lessons.sort((a, b) => a.number - b.number);
  return [...parts.values()].sort((a, b) => a.number - b.number);
}
