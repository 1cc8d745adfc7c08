import type { SolutionStep } from '../../contract/lesson-actions.ts';
import type { Lesson } from '../../contract/lesson.ts';
import type { CheckStatus } from '../../trace/checks/check.ts';
import { performAll, type ActionTargets } from '../../src/lesson/actions.ts';
import { checkGoals } from '../../src/lesson/goal-status.ts';
import { CLIENT_LABELS, ORIGIN_LABELS, TRANSPORT_LABELS } from './deck-labels.ts';
import { openPage, type Playground } from './playground.ts';
import { startTestLab, type TestLab } from './test-lab.ts';

/** A lesson's actions, done in a real browser on a lab of their own, and its goals read off that lab's wire. */
export interface LessonRun {
  readonly lab: TestLab;
  readonly ui: Playground;
  /** How every goal stands now, by its id. */
  goals(): Record<string, CheckStatus>;
  perform(steps: readonly SolutionStep[]): Promise<void>;
  close(): Promise<void>;
}

function targetsOf(lab: TestLab, ui: Playground): ActionTargets {
  return {
    stage: {
      trace: lab.trace,
      applyFault: async (conn, fault) => {
        if (typeof conn !== 'number') return lab.lab.connections.applyOriginFault(conn, fault);
        lab.lab.connections.get(conn).applyFault(fault);
        await lab.until(`connection ${conn} ends`, (trace) => trace.connections.get(conn)?.closed);
      },
      changeSettings: (patch) => Promise.resolve(lab.lab.settings.change(patch)),
      restart: (options) => lab.lab.service.restart(options),
      crash: (options) => lab.lab.service.crash(options),
    },
    operations: {
      async open({ client, transport, origin, count }) {
        const before = lab.trace.operations.size;
        await ui.open(CLIENT_LABELS[client], TRANSPORT_LABELS[transport], ORIGIN_LABELS[origin], count);
        await lab.until('the operations are reported', (trace) => trace.operations.size === before + count);
        return [];
      },
      async closeAll() {
        await ui.page.getByRole('button', { name: 'Close all' }).click();
        await lab.until('every operation is over', ({ operations }) =>
          [...operations.values()].every(({ closedAt }) => closedAt !== undefined),
        );
      },
    },
  };
}

/** Starts a lab with the lesson's settings and a faster feed, and a browser with the playground. */
export async function startLessonRun(lesson: Lesson): Promise<LessonRun> {
  const lab = await startTestLab({ settings: { ...lesson.settings, feedIntervalMs: 100 } });
  const ui = await openPage(lab);
  const targets = targetsOf(lab, ui);
  const check = () => checkGoals(lesson.goals, lab.trace, lab.trace.lastT);
  return {
    lab,
    ui,
    goals: () => Object.fromEntries([...check()].map(([id, { status }]) => [id, status])),
    async perform(steps) {
      for (const step of steps) {
        if (step.type !== 'wait-for') await performAll([step], targets);
        else await lab.until(`the goal ${step.goal} is met`, () => check().get(step.goal)?.status === 'met');
      }
    },
    async close() {
      await ui.close();
      await lab.close();
    },
  };
}
