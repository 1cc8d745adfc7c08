import type { SolutionStep } from '../../../contract/lesson-actions.ts';
import type { Lesson } from '../../../contract/lesson.ts';
import type { CheckResult } from '../../../trace/checks/check.ts';
import type { PageHandler } from '../../app/static.ts';
import type { DrivenBrowser, DrivenTab } from '../../browser/driven-browser.ts';
import { createLab, type Lab } from '../../lab.ts';
import type { OwnLessons } from '../serve-own-lessons.ts';

/* Most lessons wait for events: with ten a second they need not wait long. */
const FASTER = { feedIntervalMs: 100 };

export type GoalsNow = Readonly<Record<string, Pick<CheckResult, 'status' | 'reason'>>>;

/** Where the page and the lessons come from, and where the certificates are. */
export interface LessonBench {
  readonly dataFolder: string;
  readonly own: OwnLessons;
  readonly page: (headers: Readonly<Record<string, string>>) => Promise<PageHandler>;
  readonly browser: DrivenBrowser;
  /** Ports of the labs, as `wire101 --port` takes them. Left out: free ones. */
  readonly basePort?: number | undefined;
}

/** A lesson's actions, done by its own page in a real browser on a lab of their own, and its goals read there. */
export interface LessonRun {
  readonly lab: Lab;
  readonly tab: DrivenTab;
  goals(): Promise<GoalsNow>;
  /** Rejects when an action is refused or a goal is not met in its time. */
  perform(steps: readonly SolutionStep[]): Promise<void>;
  close(): Promise<void>;
}

/** The page offers its lesson as `wire101Lesson` (src/lesson/remote.ts) when it is there. */
const offered = (id: string): string => `new Promise((done, fail) => {
  setTimeout(() => fail(new Error('The lesson’s page was not there after a minute.')), 60_000);
  const look = () => globalThis.wire101Lesson?.lesson === ${JSON.stringify(id)} ? done() : setTimeout(look, 30);
  look();
})`;

/** Starts a lab with the lesson's settings and a faster feed, and opens the lesson's page. */
export async function startLessonRun(lesson: Lesson, bench: LessonBench): Promise<LessonRun> {
  const settings = { ...lesson.settings, ...FASTER };
  const lab = await createLab({
    basePort: bench.basePort ?? 0,
    dataFolder: bench.dataFolder,
    settings,
    lessonsRevision: bench.own.revision,
    page: async (headers) => bench.own.serve(await bench.page(headers)),
  });
  const tab = await bench.browser.open(`${lab.app}/#/lessons/${lesson.id}`);
  await tab.evaluate(offered(lesson.id));
  await tab.evaluate(`wire101Lesson.begin(${JSON.stringify(settings)})`);
  return {
    lab,
    tab,
    goals: () => tab.evaluate('wire101Lesson.goals()'),
    perform: (steps) => tab.evaluate(`wire101Lesson.run(${JSON.stringify(steps)})`),
    async close() {
      await tab.close();
      await lab.close();
    },
  };
}
