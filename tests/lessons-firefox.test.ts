import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {} from '../src/lesson/remote.ts';
import type { SolutionStep } from '../contract/lesson-actions.ts';
import { loadCourse } from '../server/lessons/course.ts';
import { findFirefox, launchFirefox } from './setup/firefox.ts';
import type { OneTab } from './setup/plain-chromium.ts';
import { FASTER } from './support/lesson-runner.ts';
import { startTestLab } from './support/test-lab.ts';

const { lessons } = await loadCourse(process.cwd());
const hasFirefox = (await findFirefox()) !== undefined;

/** How long a goal that is said not to be met here is given to be met all the same. */
const CHANCE_MS = 8_000;

/** In the page: waits until the lesson is there, does its solution, and tells how its goals stand and what went wrong. */
const solve = (id: string, settings: unknown, steps: readonly SolutionStep[]): string => `(async () => {
  const limit = performance.now() + 20_000;
  while (globalThis.wire101Lesson?.lesson !== ${JSON.stringify(id)}) {
    if (performance.now() > limit) throw new Error('The lesson did not open.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lesson = globalThis.wire101Lesson;
  await lesson.begin(${JSON.stringify(settings)});
  const problems = [];
  for (const step of ${JSON.stringify(steps)}) await lesson.run([step]).catch(({ message }) => problems.push(message));
  const goals = Object.entries(lesson.goals()).map(([goal, { status }]) => [goal, status]);
  return { problems, goals: Object.fromEntries(goals) };
})()`;

/* Where Firefox does otherwise, the lesson says so: a goal that stands there as not to be met must not be met, either. */
describe.runIf(hasFirefox)('in Firefox', () => {
  let firefox: OneTab;
  beforeAll(async () => {
    firefox = await launchFirefox();
  });
  afterAll(() => firefox?.close());

  test.each(lessons.map((lesson) => [lesson.title, lesson] as const))(
    'the solution of the lesson %s meets every goal but those that the lesson names',
    { timeout: 120_000 },
    async (_title, lesson) => {
      const differing = lesson.goals.filter(({ elsewhere }) => elsewhere?.Firefox).map(({ id }) => id);
      const steps = lesson.solution.map((step) =>
        step.type === 'wait-for' && differing.includes(step.goal) ? { ...step, timeoutMs: CHANCE_MS } : step,
      );
      const settings = { ...lesson.settings, ...FASTER };
      const lab = await startTestLab({ settings });
      try {
        await firefox.open(`${lab.lab.app}/#/lessons/${lesson.id}`);
        expect(await firefox.evaluate(solve(lesson.id, settings, steps))).toEqual({
          problems: differing.map((id) => expect.stringContaining(`The goal ${id} was not met`) as string),
          goals: Object.fromEntries(
            lesson.goals.map(({ id }) => [id, differing.includes(id) ? 'not-yet' : 'met']),
          ),
        });
      } finally {
        await firefox.open('about:blank');
        await lab.close();
      }
    },
  );
});
