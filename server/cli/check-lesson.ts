import path from 'node:path';
import { createClock } from '../clock.ts';
import { openLessonBench } from '../lessons/check/lesson-bench.ts';
import { runLesson, type RunResult } from '../lessons/check/run-lesson.ts';
import { findOwnLessons } from '../lessons/own-lessons.ts';
import { openOwnLessons, type OwnLessons } from '../lessons/serve-own-lessons.ts';
import { parseArguments } from './arguments.ts';
import { defaultDataFolder } from './options.ts';
import { UsageError } from './usage-error.ts';

const CHECK_LESSON_HELP = `wire101 check-lesson <folder> [--no-browser]

Checks the lesson in a folder, or each lesson in the folders below it. Prints everything that is wrong as file:line. Then
runs each in a real browser on labs of their own: untouched it meets no goal, its solution meets all, near misses none.
  --no-browser     only check the text
  --data <folder>  where certificates are kept

A browser of the Chromium family is found by itself; WIRE101_BROWSER names another.`;

/** `wire101 check-lesson`: 0 when nothing is wrong, else 1. */
export async function checkLesson(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        'no-browser': { type: 'boolean', default: false },
        data: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    },
    'wire101 check-lesson',
  );
  if (values.help) {
    console.log(CHECK_LESSON_HELP);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new UsageError('check-lesson takes one folder: wire101 check-lesson <folder>');
  }
  if (findOwnLessons(folder).length === 0) {
    throw new UsageError(`There is no lesson.md in ${folder}, nor in the folders in it.`);
  }
  const own = await openOwnLessons({ folder: path.resolve(folder), clock: createClock() });
  try {
    if (own.problems !== '') console.log(own.problems);
    else console.log(`The text of ${own.lessons.map(({ title }) => `“${title}”`).join(', ')} is right.`);
    if (values['no-browser'] || own.lessons.length === 0) return own.problems === '' ? 0 : 1;
    const isRight = await runAll(own, path.resolve(values.data ?? defaultDataFolder()));
    return isRight && own.problems === '' ? 0 : 1;
  } finally {
    own.close();
  }
}

/** Runs every lesson that has no problem. True when all went well. */
async function runAll(own: OwnLessons, dataFolder: string): Promise<boolean> {
  const bench = await openLessonBench(own, dataFolder);
  if (!bench) {
    console.log(
      'No browser of the Chromium family was found, so nothing was run. Install one, or name it in WIRE101_BROWSER.',
    );
    return true;
  }
  try {
    console.log(`Running in ${bench.name}`);
    let isRight = true;
    const report = ({ title, problems }: RunResult): void => {
      isRight &&= problems.length === 0;
      console.log([`  ${problems.length === 0 ? '✓' : '✗'} ${title}`, ...problems].join('\n      '));
    };
    for (const lesson of own.lessons) {
      console.log(`\n${lesson.title}`);
      await runLesson(lesson, bench, report);
    }
    return isRight;
  } finally {
    await bench.close();
  }
}
