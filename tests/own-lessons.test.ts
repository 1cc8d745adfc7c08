import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaticPage } from '../server/app/static.ts';
import { driveBrowser, type DrivenBrowser } from '../server/browser/driven-browser.ts';
import { createClock } from '../server/clock.ts';
import { runLesson, type RunResult } from '../server/lessons/check/run-lesson.ts';
import { EXAMPLE_LESSON } from '../server/lessons/example-lesson.ts';
import { openOwnLessons, type OwnLessons } from '../server/lessons/serve-own-lessons.ts';
import { findBrowser } from './setup/browser.ts';
import { openPage, type Playground } from './support/playground.ts';
import { PAGE_FOLDER, startTestLab, type TestLab } from './support/test-lab.ts';

const program = await findBrowser();

describe.runIf(program !== undefined)('lessons of somebody’s own', () => {
  let folder: string;
  let own: OwnLessons;
  const page = (headers: Readonly<Record<string, string>>) => createStaticPage(PAGE_FOLDER, headers);
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(join(folder, 'lessons', name), { recursive: true });
    await writeFile(join(folder, 'lessons', name, 'lesson.md'), text);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wire101-own-'));
    await write('first', EXAMPLE_LESSON);
    await write('broken', EXAMPLE_LESSON.replace('minutes: 5', 'minutes: many'));
    own = await openOwnLessons({ folder: join(folder, 'lessons'), clock: createClock() });
  });
  afterAll(async () => {
    own.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe('on the page', () => {
    let lab: TestLab;
    let ui: Playground;
    beforeAll(async () => {
      lab = await startTestLab({
        lessonsRevision: own.revision,
        page: async (headers) => own.serve(await page(headers)),
      });
      ui = await openPage(lab, '#/lessons');
    });
    afterAll(async () => {
      await ui.close();
      await lab.close();
    });

    test('stand after the course, which works on, and what is wrong with one is told by file and line', async () => {
      await ui.page.getByRole('heading', { name: 'Your own lessons' }).waitFor();
      await ui.page.getByRole('heading', { name: 'Six lanes' }).waitFor();
      const problems = ui.page.getByRole('region', { name: /left out until they are mended/ });
      expect(await problems.innerText()).toMatch(/broken\/lesson\.md:4\s+minutes: /);
    });

    test('run as those of the course do', async () => {
      await ui.page.getByRole('link', { name: 'One stream', exact: true }).click();
      await ui.page.getByRole('button', { name: 'Open a stream' }).click();
      await ui.page.locator('[data-goal="open"][data-status="met"]').waitFor();
    });

    test('change on the open page when their file changes', async () => {
      await write('first', EXAMPLE_LESSON.replace('## Open it', '## Open it now'));
      await ui.page.getByRole('heading', { name: 'Open it now' }).waitFor();
      await ui.page.locator('[data-goal="open"][data-status="met"]').waitFor();
      expect(ui.troubles).toEqual([]);
    });
  });

  describe('checked by wire101 check-lesson', () => {
    let browser: DrivenBrowser;
    let dataFolder: string;
    beforeAll(async () => {
      dataFolder = join(folder, 'data');
      const keyMaker = await startTestLab({ dataFolder });
      browser = await driveBrowser(program ?? '', keyMaker.lab.spkiHash);
      await keyMaker.close();
    });
    afterAll(() => browser.close());

    async function check(text: string): Promise<RunResult[]> {
      const lessons = join(folder, 'checked');
      await mkdir(join(lessons, 'one'), { recursive: true });
      await writeFile(join(lessons, 'one', 'lesson.md'), text);
      const checked = await openOwnLessons({ folder: lessons, clock: createClock() });
      const results: RunResult[] = [];
      const [lesson] = checked.lessons;
      if (!lesson) throw new Error(checked.problems);
      await runLesson(lesson, { dataFolder, own: checked, page, browser }, (result) => results.push(result));
      checked.close();
      return results;
    }

    test('pass when solution and near misses do what they should', async () => {
      const results = await check(EXAMPLE_LESSON);
      expect(results.map(({ problems }) => problems)).toEqual([[], [], []]);
    });

    test('fail when the solution does not get there or a near miss does', async () => {
      const cut = '  - { type: cut, origin: http1 }\n';
      const results = await check(
        EXAMPLE_LESSON.replace(cut, '')
          .replace('goal: back }', 'goal: back, timeoutMs: 500 }')
          .replace('goals: [back]', 'goals: [open]'),
      );
      const problems = results.map((result) => result.problems.join(' '));
      expect(problems[0]).toBe('');
      expect(problems[1]).toContain('The goal back was not met in 500 ms: ');
      expect(problems[2]).toContain('The goal open was met: ');
    });
  });
});
