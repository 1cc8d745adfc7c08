import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './support/accessibility.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/** From opening the page to the first event that is shown as it crossed the wire. */
const FIRST_EVENT_MS = 10_000;

describe('the home page', () => {
  let lab: TestLab;
  let ui: Playground;
  const main = () => ui.page.getByRole('main');
  const open = () => ui.page.getByRole('button', { name: 'Open a stream' });

  beforeAll(async () => {
    lab = await startTestLab();
    ui = await openPage(lab, '');
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('shows a real event within ten seconds and one click', async () => {
    await open().click();
    await ui.page.getByLabel('The newest event as it crossed the wire').getByText('data: ').waitFor();
    /* Of the page's own clock, which begins with the navigation: starting the browser does not count. */
    expect(await ui.page.evaluate(() => performance.now())).toBeLessThan(FIRST_EVENT_MS);
    const [operation] = lab.trace.operations.values();
    expect(operation?.transport).toBe('sse');
  });

  test('opens that event byte by byte in the playground', async () => {
    await ui.page.getByRole('button', { name: 'What does each byte mean?' }).click();
    const inspector = ui.page.getByRole('region', { name: 'Inspector' });
    await inspector.getByText('Server-Sent Events').first().waitFor();
    expect(new URL(ui.page.url()).hash).toBe('#/playground');
    await ui.page.getByRole('link', { name: 'Wire 101, home' }).click();
    await main().getByRole('heading', { level: 1 }).waitFor();
  });

  test('leads to the first lesson, then to the one that was begun, and to the playground', async () => {
    await main().getByRole('link', { name: 'Start with lesson 1: A letter and its answer' }).click();
    await ui.page.getByRole('heading', { level: 1, name: 'A letter and its answer' }).waitFor();
    await ui.page.getByRole('link', { name: 'Next →' }).click();
    await ui.page.getByRole('link', { name: 'Wire 101, home' }).click();
    await main().getByRole('link', { name: 'Go on with “A letter and its answer”' }).waitFor();
    await main().getByRole('link', { name: 'Go to the playground' }).click();
    await ui.page.getByRole('form', { name: 'Open connections' }).waitFor();
    await ui.page.getByRole('link', { name: 'Wire 101, home' }).click();
  });

  test('names the lessons that were not there at the last visit, once', async () => {
    const news = ui.page.getByRole('region', { name: 'New since your last visit' });
    await open().waitFor();
    expect(await news.count()).toBe(0);
    await ui.page.evaluate(() => {
      const seen = JSON.parse(localStorage.getItem('wire101.home') ?? '{}') as { lessons: string[] };
      const lessons = seen.lessons.filter((id) => id !== 'six-lanes');
      localStorage.setItem('wire101.home', JSON.stringify({ lessons }));
    });
    await ui.page.reload();
    await news.getByRole('link', { name: 'Six lanes' }).waitFor();
    expect(await news.getByRole('link').count()).toBe(1);
    await ui.page.reload();
    await open().waitFor();
    expect(await news.count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'has no serious accessibility fault in %s colours',
    async (colorScheme) => {
      await ui.page.emulateMedia({ colorScheme });
      await open().waitFor();
      expect(await accessibilityFaults(ui.page)).toEqual([]);
    },
  );

  test('wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});

test('home and the text of a lesson stand before the decoders are loaded, and the wire is drawn when they are', async () => {
  const lab = await startTestLab();
  const ui = await openPage(lab, '');
  try {
    let loadDecoders: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      loadDecoders = resolve;
    });
    await ui.page.route('**/assets/decoding-*.js', async (route) => {
      await asked;
      await route.continue();
    });
    await ui.page.reload();
    await ui.page.getByRole('heading', { level: 1, name: /See what your browser/ }).waitFor();
    const openStream = ui.page.getByRole('button', { name: 'Open a stream' });
    await openStream.click();
    await ui.page.getByText('The stream is open. Its first event is on its way.').waitFor();
    await lab.until('an event has crossed the wire', ({ frames }) =>
      Array.from({ length: frames.length }, (_, row) => frames.type(row)).includes('event'),
    );
    await ui.page.goto(`${lab.lab.app}/#/lessons/six-lanes/1`);
    await ui.page.getByRole('heading', { level: 2, name: 'Seven streams, please' }).waitFor();
    await ui.page.getByText('Nothing on the wire yet').first().waitFor();
    loadDecoders?.();
    await ui.page.getByText('Nothing on the wire yet').first().waitFor({ state: 'hidden' });
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});
