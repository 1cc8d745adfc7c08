/** The lessons, as server/lessons/vite-plugin.ts makes them. */
declare module 'virtual:lessons' {
  import type { Lesson, LessonSummary } from '../../contract/lesson.ts';

  export type LessonEntry = LessonSummary & { readonly load: () => Promise<Lesson> };
  const lessons: readonly LessonEntry[];
  export default lessons;
}
