import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lesson } from '../contract/lesson.ts';
import { createStaticPage } from '../server/app/static.ts';
import { loadCourse } from '../server/lessons/course.ts';
import type {} from '../src/lesson/remote.ts';
import { findBrowser, launchBrowser } from './setup/browser.ts';
import { PAGE_FOLDER } from './support/test-lab.ts';

const { lessons, recordings } = await loadCourse(process.cwd());
const recorded = lessons.filter(({ id }) => recordings.has(id));

describe.runIf((await findBrowser()) !== undefined)('a page of static files, with no lab behind it', () => {
  let server: Server;
  let browser: BrowserContext;
  let page: Page;
  let address: string;
  const errors: string[] = [];

  beforeAll(async () => {
    const answer = await createStaticPage(PAGE_FOLDER, {});
    server = createServer((request, response) => {
      void answer(new URL(request.url ?? '/', 'http://localhost').pathname, request, response).then(
        (found) => found || response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    address = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  /** Opens a lesson and waits until every goal is met in its recording. */
  async function openLesson({ id, title, goals }: Lesson): Promise<void> {
    await page.goto(`${address}/#/lessons/${id}/1`);
    await page.getByText('Reading mode.').waitFor();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.waitForFunction(
      ([lesson, count]) => {
        const remote = globalThis.wire101Lesson;
        const all = Object.values(remote?.goals() ?? {});
        return (
          remote?.lesson === lesson && all.length === count && all.every(({ status }) => status === 'met')
        );
      },
      [id, goals.length] as const,
    );
  }

  test.each(recorded.map((lesson) => [lesson.title, lesson] as const))(
    'shows the lesson %s on its recording: every goal is met there, and all it points at and quotes is there',
    async (_title, lesson) => {
      const missing: string[] = [];
      await openLesson(lesson);
      for (const [at, { title }] of lesson.steps.entries()) {
        await page.goto(`${address}/#/lessons/${lesson.id}/${at + 1}`);
        await page.getByRole('heading', { name: title, level: 2, exact: true }).waitFor();
        for (const what of ['It is not on the wire yet', 'Not measured yet']) {
          const found = await page.getByTitle(what).allTextContents();
          missing.push(...found.map((text) => `step ${at + 1}: ${what}: ${text}`));
        }
      }
      expect(missing).toEqual([]);
    },
  );

  test('lets a program be read and changed, and says why it cannot be run', async () => {
    await page.goto(`${address}/#/lessons/six-lanes/6`);
    const card = page.getByRole('region', { name: /^Go further: nine at once/ });
    await card.getByRole('button', { name: 'Edit and run' }).click();
    await card.getByRole('textbox').waitFor();
    await card.getByText('No lab answers here, so the code cannot be run.').waitFor();
    expect(await card.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
  });

  test('keeps no goal as met by the reader', async () => {
    expect(await page.evaluate(() => localStorage.getItem('wire101.lessons') ?? '')).not.toContain('reason');
  });

  test('throws nothing', () => {
    expect(errors).toEqual([]);
  });
});
