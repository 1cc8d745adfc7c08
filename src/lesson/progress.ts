import * as v from 'valibot';

const metSchema = v.object({
  /** Wall clock, in milliseconds. */
  at: v.number(),
  /** What the check said then. */
  reason: v.string(),
});

const lessonProgressSchema = v.object({
  /** The step that was open last; counts from 1. */
  step: v.number(),
  /** The choice that was made, or the number that was guessed, by the question's id. */
  answers: v.record(v.string(), v.string()),
  /** What a guessed number was compared with: as it was first measured. */
  outcomes: v.optional(v.record(v.string(), v.object({ value: v.number(), text: v.string() })), {}),
  /** The learner's own versions of the lesson's code, by the card's id. */
  code: v.optional(v.record(v.string(), v.string()), {}),
  /** Goals that were met once, by their id. */
  met: v.record(v.string(), metSchema),
});
export type LessonProgress = v.InferOutput<typeof lessonProgressSchema>;

const storedSchema = v.record(v.string(), lessonProgressSchema);
/** Progress in each lesson, by the lesson's id. */
export type StoredProgress = v.InferOutput<typeof storedSchema>;

export const NO_PROGRESS: LessonProgress = { step: 1, answers: {}, outcomes: {}, code: {}, met: {} };

const KEY = 'wire101.lessons';

/** The part of Web Storage that is needed here. */
export type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** What was kept. Empty when nothing was, when it cannot be read, or when storage is not allowed. */
export function readProgress(store: () => Store): StoredProgress {
  try {
    const parsed = v.safeParse(storedSchema, JSON.parse(store().getItem(KEY) ?? '{}'));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

/* What an exported file says of itself. */
const fileSchema = v.object({ kind: v.literal('wire101-progress'), lessons: storedSchema });

/** The progress as the text of a file. */
export function exportProgress(lessons: StoredProgress): string {
  return `${JSON.stringify({ kind: 'wire101-progress', lessons } satisfies v.InferInput<typeof fileSchema>, null, 2)}\n`;
}

/** Reads an exported file. Throws, with a message for people, when it is none. */
export function importProgress(text: string): StoredProgress {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const parsed = v.safeParse(fileSchema, content);
  if (parsed.success) return parsed.output.lessons;
  throw new Error('This is no file of progress in the lessons. What was kept stays as it is.');
}

/** Keeps it. Without storage (private windows of some browsers) it lasts as long as the page. */
export function writeProgress(store: () => Store, progress: StoredProgress): void {
  try {
    store().setItem(KEY, JSON.stringify(progress));
  } catch {
    /* Nothing is lost that is shown. */
  }
}
