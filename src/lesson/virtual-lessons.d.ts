/** The lessons, as server/lessons/vite-plugin.ts makes them. */
declare module 'virtual:lessons' {
  type Lesson = import('../../contract/lesson.ts').Lesson;
  type LessonSummary = import('../../contract/lesson.ts').LessonSummary;

  const lessons: readonly (LessonSummary & { readonly load: () => Promise<Lesson> })[];
  export default lessons;
}

declare module 'virtual:lesson-words' {
  const words: Readonly<Record<string, string>>;
  export default words;
}
