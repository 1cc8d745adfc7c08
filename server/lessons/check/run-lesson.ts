import { setTimeout as pause } from 'node:timers/promises';
import type { Lesson, NearMiss } from '../../../contract/lesson.ts';
import { startLessonRun, type GoalsNow, type LessonBench, type LessonRun } from './lesson-run.ts';

const LOOK_EVERY_MS = 100;

/** One run of a lesson, and what was wrong in it; empty: nothing. */
export interface RunResult {
  readonly title: string;
  readonly problems: readonly string[];
}

const metGoals = (goals: GoalsNow): string[] =>
  Object.entries(goals).flatMap(([id, { status, reason }]) =>
    status === 'met' ? [`The goal ${id} was met: ${reason}`] : [],
  );

async function solve(run: LessonRun, lesson: Lesson): Promise<string[]> {
  await run.perform(lesson.solution);
  const goals = await run.goals();
  return Object.entries(goals).flatMap(([id, { status, reason }]) =>
    status === 'met' ? [] : [`The goal ${id} is not met at the end: ${reason}`],
  );
}

async function miss(run: LessonRun, { steps, goals, forMs }: NearMiss): Promise<string[]> {
  await run.perform(steps);
  const end = performance.now() + forMs;
  let passed: string[] = [];
  while (passed.length === 0 && performance.now() < end) {
    const now = await run.goals();
    passed = metGoals(Object.fromEntries(Object.entries(now).filter(([id]) => goals.includes(id))));
    await pause(LOOK_EVERY_MS);
  }
  return passed;
}

/**
 * Runs a lesson in a real browser: untouched, no goal is met; the solution meets all; near misses meet none of those they
 * name. Each run has a lab of its own. `report` is told of each as it ends.
 */
export async function runLesson(
  lesson: Lesson,
  bench: LessonBench,
  report: (result: RunResult) => void,
): Promise<void> {
  const runs: readonly { title: string; judge: (run: LessonRun) => Promise<string[]> }[] = [
    { title: 'Nothing done: no goal is met', judge: async (run) => metGoals(await run.goals()) },
    { title: 'Solution: every goal is met', judge: (run) => solve(run, lesson) },
    ...lesson.nearMisses.map((near) => ({
      title: `Near miss: ${near.title}`,
      judge: (run: LessonRun) => miss(run, near),
    })),
  ];
  for (const { title, judge } of runs) {
    const run = await startLessonRun(lesson, bench);
    try {
      const problems = await judge(run).catch((error: unknown) => [(error as Error).message]);
      report({ title, problems: [...problems, ...run.tab.troubles] });
    } finally {
      await run.close();
    }
  }
}
