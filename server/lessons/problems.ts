/** Something wrong in a lesson: where, and in one sentence what. `line` counts from 1. */
export interface LessonProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Lessons that cannot be built. The message lists every problem, one a line, as `file:line: what is wrong`. */
export class LessonError extends Error {
  override readonly name = 'LessonError';
  readonly problems: readonly LessonProblem[];
  constructor(problems: readonly LessonProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** Gathers the problems of one file, so that an author sees all of them at once. */
export class Problems {
  readonly found: LessonProblem[] = [];
  readonly #file: string;
  constructor(file: string) {
    this.#file = file;
  }

  add(line: number, message: string): void {
    this.found.push({ file: this.#file, line, message });
  }

  /** Throws when there are any. */
  throwIfAny(): void {
    if (this.found.length > 0) throw new LessonError(this.found.toSorted((a, b) => a.line - b.line));
  }
}
