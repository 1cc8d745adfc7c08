import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test.each(recorded.map((lesson) => [lesson.title, lesson] as const))(
    'shows the lesson %s on its recording, with every goal met there',
    async (_title, lesson) => {
      await page.goto(`${address}/#/lessons/${lesson.id}/1`);
      await page.getByText('Reading mode.').waitFor();
      await page.getByRole('heading', { name: lesson.title, level: 1 }).waitFor();
      await page.waitForFunction(
        ({ id, count }) => {
          const remote = globalThis.wire101Lesson;
          const goals = Object.values(remote?.goals() ?? {});
          return (
            remote?.lesson === id && goals.length === count && goals.every(({ status }) => status === 'met')
          );
        },
        { id: lesson.id, count: lesson.goals.length },
      );
    },
  );

  test('keeps no goal as met by the reader', async () => {
    expect(await page.evaluate(() => localStorage.getItem('wire101.lessons') ?? '')).not.toContain('reason');
  });

  test('throws nothing', () => {
    expect(errors).toEqual([]);
  });
});
