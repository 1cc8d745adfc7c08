import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Lesson, LessonSummary } from '../../contract/lesson.ts';
import { compileLesson, type LessonPlace } from './compile-lesson.ts';
import { createHighlight } from './highlight.ts';
import { LessonError, type LessonProblem } from './problems.ts';

const courseSchema = v.strictObject({
  parts: v.array(v.strictObject({ folder: v.string(), title: v.string() })),
});

/** A lesson's file and where the folders say that it stands. */
export interface LessonFile {
  readonly path: string;
  readonly place: LessonPlace;
}

/** What a build read, so that it can be repeated when one of the files changes. */
export interface Course {
  readonly lessons: readonly Lesson[];
  /** Absolute paths of the lessons' recordings, by the lesson's id; those that have none are not there. */
  readonly recordings: ReadonlyMap<string, string>;
  /** Absolute paths of the lessons and of the source files they quote. */
  readonly files: readonly string[];
}

const NUMBERED = /^(\d{2})-([a-z0-9-]+)$/;

/** The folders in `folder` that are named like `05-six-lanes`, in order. */
function numberedFolders(folder: string): { number: number; id: string; path: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => NUMBERED.exec(entry.name))
    .filter((match) => match !== null)
    .map((match) => ({ number: Number(match[1]), id: match[2] ?? '', path: join(folder, match[0]) }))
    .sort((a, b) => a.number - b.number);
}

function findLessons(folder: string, root: string): LessonFile[] {
  const list = join(folder, 'course.yaml');
  const { parts } = v.parse(courseSchema, parse(readFileSync(list, 'utf8')));
  return numberedFolders(folder).flatMap((part) => {
    const name = relative(folder, part.path);
    const title = parts.find((entry) => entry.folder === name)?.title;
    if (title === undefined) {
      throw new LessonError([
        { file: relative(root, list), line: 1, message: `The part ${name} is not listed.` },
      ]);
    }
    return numberedFolders(part.path)
      .map(({ id, number, path }) => ({
        path: join(path, 'lesson.md'),
        place: { id, number, part: { number: part.number, title } },
      }))
      .filter(({ path }) => existsSync(path));
  });
}

/**
 * Compiles every lesson in `lessons/` below `root`, in the order of the course. Throws a LessonError with the problems of
 * all of them.
 */
export async function loadCourse(root: string, folder = join(root, 'lessons')): Promise<Course> {
  const { lessons, recordings, problems, files } = await compileLessons(findLessons(folder, root), root);
  if (problems.length > 0) throw new LessonError(problems);
  return { lessons, recordings, files: [...files, join(folder, 'course.yaml')] };
}

/** The ids of the course's lessons, without reading them. Empty where the course's sources are not at hand. */
export function courseIds(root: string): string[] {
  const folder = join(root, 'lessons');
  return existsSync(folder) ? findLessons(folder, root).map(({ place }) => place.id) : [];
}

export interface CompiledLessons extends Course {
  /** Lessons that have any are not among `lessons`. */
  readonly problems: readonly LessonProblem[];
}

/** Compiles these lessons. `others` are ids of lessons beside them, that they may lead to but not take. */
export async function compileLessons(
  found: readonly LessonFile[],
  root: string,
  others: readonly string[] = [],
): Promise<CompiledLessons> {
  const highlight = await createHighlight();
  const ids = [...others, ...found.map(({ place }) => place.id)];
  const known = new Set(['#/lessons', '#/playground', ...ids.map((id) => `#/lessons/${id}`)]);
  const files = new Set(found.map(({ path }) => path));
  const readSource = (path: string): string | undefined => {
    const absolute = join(root, path);
    if (!absolute.startsWith(root + sep) || !existsSync(absolute)) return undefined;
    files.add(absolute);
    return readFileSync(absolute, 'utf8');
  };

  const problems: LessonProblem[] = [];
  const lessons: Lesson[] = [];
  const taken = new Set(others);
  for (const { path, place } of found) {
    const inside = relative(root, path);
    const file = (inside.startsWith('..') ? relative(process.cwd(), path) : inside).split(sep).join('/');
    try {
      const options = { file, place, highlight, readSource, isOwnAddress: (hash: string) => known.has(hash) };
      const lesson = compileLesson(readFileSync(path, 'utf8'), options);
      const foreign = foreignProblems(lesson, taken, file, known);
      taken.add(lesson.id);
      problems.push(...foreign);
      if (foreign.length === 0) lessons.push(lesson);
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      problems.push(...error.problems);
    }
  }
  const recordings = new Map(
    found
      .map(({ path, place }) => [place.id, join(dirname(path), 'recording.w101')] as const)
      .filter(([, path]) => existsSync(path)),
  );
  return { lessons, recordings, problems, files: [...files] };
}

/** What only shows beside the other lessons. */
function foreignProblems(
  lesson: Lesson,
  taken: ReadonlySet<string>,
  file: string,
  known: ReadonlySet<string>,
): LessonProblem[] {
  const messages = lesson.buildsOn
    .filter((id) => !known.has(`#/lessons/${id}`))
    .map((id) => `It builds on the lesson ${id}, which does not exist.`);
  if (taken.has(lesson.id)) messages.push(`There are two lessons with the id ${lesson.id}.`);
  return messages.map((message) => ({ file, line: 1, message }));
}

/** What the index of lessons needs of one. */
export function summarizeLesson(lesson: Lesson): LessonSummary {
  const { id, number, part, title, summary, minutes, buildsOn, goals, steps } = lesson;
  return {
    ...{ id, number, part, title, summary, minutes, buildsOn },
    goals: goals.map((goal) => goal.id),
    steps: steps.length,
  };
}
