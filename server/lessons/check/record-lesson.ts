import { setTimeout as pause } from 'node:timers/promises';
import { decodeRecords } from '../../../contract/codec.ts';
import type { Lesson } from '../../../contract/lesson.ts';
import { findCheck } from '../../../trace/checks/registry.ts';
import { decoding } from '../../../trace/decoding.ts';
import { Trace } from '../../../trace/trace.ts';
import { startLessonRun, type LessonBench } from './lesson-run.ts';

const LOOK_EVERY_MS = 200;
/** How long after the solution the recording may go on until it shows all by itself. */
const PATIENCE_MS = 10_000;

/** Goals that a recording does not meet, read at its last record. Empty: all are met. */
export function unmetGoals(lesson: Pick<Lesson, 'goals'>, trace: Trace): string[] {
  return lesson.goals.flatMap(({ id, check, args }) => {
    const result = findCheck(check)?.check(trace, args, trace.lastT);
    return result?.status === 'met' ? [] : [`${id}: ${result?.reason ?? `there is no check ${check}`}`];
  });
}

/** Runs a lesson's solution and gives back what was recorded. Rejects when a goal is not met in it. */
export async function recordLesson(lesson: Lesson, bench: LessonBench): Promise<Uint8Array> {
  const run = await startLessonRun(lesson, bench);
  try {
    await run.perform(lesson.solution);
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const trace = new Trace(decoding);
      for (const part of run.lab.recorder.snapshot())
        for (const record of decodeRecords(part)) trace.apply(record);
      const unmet = unmetGoals(lesson, trace);
      if (unmet.length === 0) break;
      if (performance.now() > end)
        throw new Error(`The recording does not meet the goals.\n${unmet.join('\n')}`);
      await pause(LOOK_EVERY_MS);
    }
    return Buffer.concat(run.lab.recorder.file());
  } finally {
    await run.close();
  }
}
