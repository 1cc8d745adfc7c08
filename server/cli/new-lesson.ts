import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXAMPLE_LESSON } from '../lessons/example-lesson.ts';
import { folderNameProblem } from '../lessons/own-lessons.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

const NEW_LESSON_HELP = `wire101 new-lesson <folder>

Writes a small complete lesson into a new folder, which is named like six-lanes or 05-six-lanes.`;

/** `wire101 new-lesson`: answers with the exit code. */
export async function newLesson(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(
    { args: [...args], allowPositionals: true, options: { help: { type: 'boolean', default: false } } },
    'wire101 new-lesson',
  );
  if (values.help) {
    console.log(NEW_LESSON_HELP);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new UsageError('new-lesson takes one folder: wire101 new-lesson <folder>');
  }
  const problem = folderNameProblem(path.resolve(folder));
  if (problem !== undefined) throw new UsageError(problem);
  const file = path.join(folder, 'lesson.md');
  if (existsSync(file)) throw new UsageError(`${file} is there already. Nothing was written.`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, EXAMPLE_LESSON);
  console.log(`Wrote ${file}. Now:

  wire101 check-lesson ${folder}        checks it, and runs it in a browser
  wire101 --lessons ${path.dirname(folder)}             adds it to the course; the page follows when you change it

docs/writing-lessons.md tells what a lesson can have.`);
  return 0;
}
