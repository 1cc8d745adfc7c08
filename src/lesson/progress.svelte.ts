import {
  exportProgress,
  importProgress,
  NO_PROGRESS,
  readProgress,
  writeProgress,
  type LessonProgress,
  type StoredProgress,
} from './progress.ts';

const store = (): Storage => localStorage;

/** What the learner has done in all lessons; kept over reload, and shared with other tabs at the next write. */
class Progress {
  #lessons = $state.raw<StoredProgress>(readProgress(store));

  /** Reactive. */
  of(lesson: string): LessonProgress {
    return this.#lessons[lesson] ?? NO_PROGRESS;
  }

  change(lesson: string, change: (progress: LessonProgress) => LessonProgress): void {
    /* Another tab may have written since: what it kept of other lessons stays. */
    const kept = { ...this.#lessons, ...readProgress(store) };
    this.#lessons = { ...kept, [lesson]: change(kept[lesson] ?? NO_PROGRESS) };
    writeProgress(store, this.#lessons);
  }

  /** All of it, as the text of a file. */
  exported(): string {
    return exportProgress(this.#lessons);
  }

  /** Takes in an exported file: its lessons replace those that are kept. Throws when it is no such file. */
  import(text: string): void {
    this.#keep({ ...this.#lessons, ...importProgress(text) });
  }

  forgetAll(): void {
    this.#keep({});
  }

  #keep(lessons: StoredProgress): void {
    this.#lessons = lessons;
    writeProgress(store, lessons);
  }

  forget(lesson: string): void {
    this.change(lesson, () => NO_PROGRESS);
  }
}

export const progress = new Progress();
