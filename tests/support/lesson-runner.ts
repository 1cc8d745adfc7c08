import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errors, type BrowserContext } from 'playwright-core';
import type { SolutionStep } from '../../contract/lesson-actions.ts';
import type { Lesson } from '../../contract/lesson.ts';
import type { LabSettingsPatch } from '../../contract/settings.ts';
import type { CheckStatus } from '../../trace/checks/check.ts';
import type {} from '../../src/lesson/remote.ts';
import { launchBrowser } from '../setup/browser.ts';
import { openPage, type Playground } from './playground.ts';
import { startTestLab, type TestLab } from './test-lab.ts';

/** A lesson's actions, done by its own page in a real browser on a lab of their own, and its goals read there. */
export interface LessonRun {
  readonly lab: TestLab;
  readonly ui: Playground;
  /** How every goal stands now, by its id. */
  goals(): Promise<Record<string, CheckStatus>>;
  /** The first of these goals that is met; undefined when none is within the time. The page itself looks. */
  firstMet(goals: readonly string[], withinMs: number): Promise<string | undefined>;
  perform(steps: readonly SolutionStep[]): Promise<void>;
  close(): Promise<void>;
}

/* Most lessons wait for events: with ten a second they need not wait long. */
export const FASTER: LabSettingsPatch = { feedIntervalMs: 100 };

/** What the runs of one file share: a browser, and the folder of the key that it trusts. */
export interface LessonBench {
  readonly folder: string;
  readonly browser: BrowserContext;
  close(): Promise<void>;
}

/** Makes a key and starts a browser that trusts it: both take longer than most runs. */
export async function openLessonBench(): Promise<LessonBench> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-lessons-'));
  const keyMaker = await startTestLab({ dataFolder: folder });
  /* Nobody looks at these pictures, and painting takes most of the time where there is no graphics processor. */
  const viewport = { width: 900, height: 600 };
  const browser = await launchBrowser({ spki: keyMaker.lab.spkiHash, viewport });
  await keyMaker.close();
  return {
    folder,
    browser,
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a lab with the lesson's settings and a faster feed, and opens the lesson's page. Its origins have ports of their
 * own, so no run sees the storage or the connections of another.
 */
export async function startLessonRun(lesson: Lesson, { folder, browser }: LessonBench): Promise<LessonRun> {
  const settings = { ...lesson.settings, ...FASTER };
  const lab = await startTestLab({ settings, dataFolder: folder });
  const ui = await openPage(lab, `#/lessons/${lesson.id}`, { browser });
  const { page } = ui;
  await page.waitForFunction((id) => globalThis.wire101Lesson?.lesson === id, lesson.id);
  /* A stage that has not heard from the lab knows no address to open. */
  await page.evaluate((patch) => globalThis.wire101Lesson?.begin(patch), settings);
  return {
    lab,
    ui,
    async goals() {
      const all = await page.evaluate(() => globalThis.wire101Lesson?.goals() ?? {});
      return Object.fromEntries(Object.entries(all).map(([id, { status }]) => [id, status]));
    },
    async firstMet(goals, withinMs) {
      const look = (ids: readonly string[]): string | undefined => {
        const all = globalThis.wire101Lesson?.goals() ?? {};
        return ids.find((id) => all[id]?.status === 'met');
      };
      try {
        const met = await page.waitForFunction(look, goals, { timeout: withinMs, polling: 50 });
        return await met.jsonValue();
      } catch (error) {
        if (error instanceof errors.TimeoutError) return undefined;
        throw error;
      }
    },
    perform: (steps) => page.evaluate((list) => globalThis.wire101Lesson?.run(list), [...steps]),
    async close() {
      await ui.close();
      await lab.close();
    },
  };
}
