import type { LessonSummary } from '../../contract/lesson.ts';

/** The words of each lesson's text, by the lesson's id, as `virtual:lesson-words` has them. */
export type LessonWords = Readonly<Record<string, string>>;

type Searched = Pick<LessonSummary, 'id' | 'number' | 'title' | 'summary'>;

/**
 * The lessons that have every wanted word, or a word that it is part of, in their title, summary or text. Those that have
 * all of them in the title or summary come first. Nothing wanted: all, in their order. `words` may still be missing.
 */
export function findLessons<T extends Searched>(
  lessons: readonly T[],
  words: LessonWords,
  wanted: string,
): T[] {
  const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const head = ({ number, title, summary }: T): string => `${number} ${title} ${summary}`.toLowerCase();
  const inHead = lessons.filter((lesson) => parts.every((part) => head(lesson).includes(part)));
  const inText = lessons.filter((lesson) => {
    const all = `${head(lesson)} ${words[lesson.id] ?? ''}`;
    return !inHead.includes(lesson) && parts.every((part) => all.includes(part));
  });
  return [...inHead, ...inText];
}
