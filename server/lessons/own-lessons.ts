import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileLessons, courseIds, type CompiledLessons, type LessonFile } from './course.ts';

/** The project's own folder: as far up from here as from dist/server, where this is built to. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Where lessons that are no part of the course stand: after all of it. */
const OWN_PART = { number: 100, title: 'Your own lessons' };

/** `05-six-lanes` and `six-lanes` are both names of a lesson's folder. */
const NAME = /^(?:(\d{1,3})-)?([a-z][a-z0-9-]*)$/;

/** What is wrong with a folder's name; undefined when nothing is. */
export function folderNameProblem(folder: string): string | undefined {
  return NAME.test(basename(folder))
    ? undefined
    : `The folder of a lesson is named like six-lanes or 05-six-lanes, not ${basename(folder)}.`;
}

/** The id of the lesson in this file; its folder's name when that is none. */
export const lessonIdOf = (file: string): string => {
  const name = basename(dirname(resolve(file)));
  return NAME.exec(name)?.[2] ?? name;
};

/** The lessons in `folder`: its own `lesson.md`, or else those of the folders in it, by name. */
export function findOwnLessons(folder: string): string[] {
  const inside = join(folder, 'lesson.md');
  if (existsSync(inside)) return [inside];
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => findOwnLessons(join(folder, name)));
}

/**
 * Compiles somebody's own lessons. One that is wrong is left out, and `problems` says why with file and line. They may
 * link to the lessons of the course and quote the project's sources.
 */
export async function compileOwnLessons(folder: string): Promise<CompiledLessons> {
  const names = findOwnLessons(folder).map((path) => ({ path, match: NAME.exec(basename(dirname(path))) }));
  const badNames = names
    .filter(({ match }) => match === null)
    .map(({ path }) => ({ file: path, line: 1, message: folderNameProblem(dirname(path)) ?? '' }));
  const files = names
    .filter(({ match }) => match !== null)
    .map(({ path, match }, at): LessonFile => {
      const number = match?.[1] === undefined ? at + 1 : Number(match[1]);
      return { path, place: { id: match?.[2] ?? '', number, part: OWN_PART } };
    });
  /* A lesson of the course itself may be checked, too. */
  const isCourse = `${folder}${sep}`.startsWith(join(ROOT, 'lessons', sep));
  const ids = new Set(files.map(({ place }) => place.id));
  const others = courseIds(ROOT).filter((id) => !(isCourse && ids.has(id)));
  const compiled = await compileLessons(files, ROOT, others);
  return { ...compiled, problems: [...badNames, ...compiled.problems] };
}
