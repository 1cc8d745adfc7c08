import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createClock } from '../clock.ts';
import { openLessonBench } from '../lessons/check/lesson-bench.ts';
import { recordLesson } from '../lessons/check/record-lesson.ts';
import { findOwnLessons, lessonIdOf } from '../lessons/own-lessons.ts';
import { openOwnLessons } from '../lessons/serve-own-lessons.ts';
import { parseArguments } from './arguments.ts';
import { defaultDataFolder, parsePort } from './options.ts';
import { UsageError } from './usage-error.ts';

const RECORD_LESSON_HELP = `wire101 record-lesson <folder> [--port <number>]

Runs the solution of the lesson in a folder, or of every lesson below it, in a real browser, and keeps what was recorded as
recording.w101 beside it. Where no lab answers, the lesson is read on that recording.
  --port <number>  port of the application while it records; it shows in the recording (5100)
  --data <folder>  where certificates are kept`;

/** `wire101 record-lesson`: 0 when every lesson was recorded, else 1. */
export async function recordLessons(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    },
    'wire101 record-lesson',
  );
  if (values.help) {
    console.log(RECORD_LESSON_HELP);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new UsageError('record-lesson takes one folder: wire101 record-lesson <folder>');
  }
  const port = parsePort(values.port ?? '5100');
  const places = new Map(findOwnLessons(folder).map((file) => [lessonIdOf(file), path.dirname(file)]));
  const own = await openOwnLessons({ folder: path.resolve(folder), clock: createClock() });
  try {
    if (own.problems !== '') console.error(own.problems);
    const bench = await openLessonBench(own, path.resolve(values.data ?? defaultDataFolder()), port);
    if (!bench) throw new UsageError('No browser of the Chromium family was found. Nothing was recorded.');
    let failed = own.problems !== '' || own.lessons.length === 0;
    for (const lesson of own.lessons) {
      const file = path.join(places.get(lesson.id) ?? folder, 'recording.w101');
      try {
        const bytes = await recordLesson(lesson, bench);
        await writeFile(file, bytes);
        console.log(`${file}: ${(bytes.length / 1_000).toFixed(1)} kB`);
      } catch (error) {
        failed = true;
        console.error(`${file} was not written. ${(error as Error).message}`);
      }
    }
    await bench.close();
    return failed ? 1 : 0;
  } finally {
    own.close();
  }
}
