import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Lesson } from '../../contract/lesson.ts';
import { loadCourse } from '../../server/lessons/course.ts';
import { findBrowser } from '../setup/browser.ts';
import { openLessonBench, startLessonRun, type LessonBench, type LessonRun } from './lesson-runner.ts';

const { lessons } = await loadCourse(process.cwd());
const hasBrowser = (await findBrowser()) !== undefined;

/**
 * Runs the lessons of the parts that are chosen in a real browser: unsolved they meet no goal, their solution meets all, and no near miss
 * meets those it names. For one test file, which has a browser of its own.
 */
export function testLessons(isIn: (part: number) => boolean): void {
  let bench: LessonBench;
  beforeAll(async () => {
    if (hasBrowser) bench = await openLessonBench();
  });
  afterAll(() => bench?.close());

  async function startRun(lesson: Lesson, { onTestFinished }: TestContext): Promise<LessonRun> {
    const run = await startLessonRun(lesson, bench);
    onTestFinished(() => run.close());
    return run;
  }

  describe
    .runIf(hasBrowser)
    .each(lessons.filter(({ part }) => isIn(part.number)).map((lesson) => [lesson.title, lesson] as const))(
    'the lesson %s in a real browser',
    (_title, lesson) => {
      test('meets no goal while nothing was done', async (context) => {
        const run = await startRun(lesson, context);
        await run.ui.page.getByText('Nothing on the wire yet').first().waitFor();
        expect(Object.values(await run.goals())).toEqual(lesson.goals.map(() => 'not-yet'));
      });

      test('meets every goal by its solution', { timeout: 120_000 }, async (context) => {
        const run = await startRun(lesson, context);
        await run.perform(lesson.solution);
        expect(await run.goals()).toEqual(Object.fromEntries(lesson.goals.map(({ id }) => [id, 'met'])));
        /* What near misses rely on: that the page sees a goal which is met. */
        const ids = lesson.goals.map(({ id }) => id);
        expect(await run.firstMet(ids, 1_000)).toBe(ids[0]);
        expect(run.ui.troubles).toEqual([]);
      });

      /* They wait most of the time, each with a lab of its own. */
      test.concurrent.for(lesson.nearMisses.map((miss) => [miss.title, miss] as const))(
        'does not meet the goals by a near miss: %s',
        async ([, { steps, goals, forMs }], context) => {
          const run = await startRun(lesson, context);
          await run.perform(steps);
          expect(await run.firstMet(goals, forMs)).toBeUndefined();
        },
      );
    },
  );
}
