import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCourse } from '../server/lessons/course.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const { lessons } = await loadCourse(process.cwd());

describe('the lesson player', () => {
  let lab: TestLab;
  let ui: Playground;
  const goal = (id: string, status: string) =>
    ui.page.locator(`[data-goal="${id}"][data-status="${status}"]`);
  /* Cards of lessons that build on it lead there too. */
  const sixLanes = () => ui.page.getByRole('heading', { name: 'Six lanes' }).getByRole('link');
  const seventh = () => ui.page.getByRole('group', { name: /You open seven streams/ });

  beforeAll(async () => {
    lab = await startTestLab();
    ui = await openPage(lab, '#/lessons');
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('lists the lessons and leads to the first step of one', async () => {
    await sixLanes().click();
    await ui.page.getByRole('heading', { name: 'Seven streams, please' }).waitFor();
    await goal('six-open', 'not-yet').waitFor();
  });

  test('keeps a prediction and does not give the answer away before the wire does', async () => {
    await ui.page.getByLabel('It fails with an error').check();
    await ui.page.getByRole('button', { name: 'That is my prediction' }).click();
    await ui.page.getByText('Kept. Now let the wire answer.').waitFor();
    expect(await ui.page.getByText('It went another way').count()).toBe(0);
  });

  test('opens real streams, ticks the goals off the wire and compares the prediction with it', async () => {
    await ui.page.getByRole('button', { name: 'Open 7 streams' }).click();
    await goal('six-open', 'met').waitFor();
    await goal('seventh-waits', 'met').waitFor();
    await ui.page.getByText('It went another way than you predicted.').waitFor();
    const measured = ui.page.getByRole('button', { name: '6', exact: true });
    await measured.waitFor();
    expect(lab.trace.operations.size).toBe(7);
  });

  test('shows on the stage the frame that a goal rests on', async () => {
    await goal('six-open', 'met').getByRole('button', { name: 'Show it' }).click();
    const inspector = ui.page.getByRole('region', { name: 'Inspector' });
    await inspector.getByText(/^GET \/sse\?op=\d$/).waitFor();
  });

  test('gives every step an address of its own', async () => {
    await ui.page.getByRole('link', { name: 'Next →' }).click();
    await ui.page.getByRole('heading', { name: 'What the wire does not show' }).waitFor();
    expect(new URL(ui.page.url()).hash).toBe('#/lessons/six-lanes/2');
  });

  test('keeps step, prediction and goals over a reload', async () => {
    await ui.page.goto(`${lab.lab.app}/#/lessons`);
    await ui.page.reload();
    await ui.page.getByText('2 of 7 goals met').waitFor();
    await sixLanes().click();
    await ui.page.getByRole('heading', { name: 'What the wire does not show' }).waitFor();
    await ui.page.getByRole('link', { name: '← Back' }).click();
    await goal('seventh-waits', 'met').waitFor();
    expect(await seventh().getByLabel('It fails with an error').isChecked()).toBe(true);
  });

  test('begins anew on request: nothing open, nothing recorded, nothing kept', async () => {
    await ui.page.getByRole('button', { name: 'Open 7 streams' }).click();
    await lab.until('seven more are issued', (trace) => trace.operations.size === 14);
    await ui.page.getByRole('button', { name: 'Start again' }).click();
    await lab.until('everything is over', ({ operations }) =>
      [...operations.values()].every(({ closedAt }) => closedAt !== undefined),
    );
    await goal('six-open', 'not-yet').waitFor();
    await goal('seventh-waits', 'not-yet').waitFor();
    expect(await seventh().getByLabel('It fails with an error').isChecked()).toBe(false);
  });

  test('says what there is when a lesson does not exist', async () => {
    await ui.page.goto(`${lab.lab.app}/#/lessons/seven-lanes`);
    await ui.page.getByText('There is no lesson “seven-lanes”').waitFor();
    await sixLanes().waitFor();
  });

  const addresses = lessons.flatMap(({ id, steps }) => steps.map((_step, at) => `#/lessons/${id}/${at + 1}`));
  test.each(['#/lessons', ...addresses])('has no serious accessibility fault at %s', async (address) => {
    await ui.page.goto(`${lab.lab.app}/${address}`);
    await ui.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await accessibilityFaults(ui.page, { without: 'section[aria-label="Stage"]' })).toEqual([]);
  });

  test('begins at the top on a narrow screen, where the stage lies below the text', async () => {
    const narrow = await openPage(lab, '#/lessons/six-lanes', { viewport: { width: 390, height: 844 } });
    try {
      await narrow.page.getByRole('tab', { name: 'Wires', selected: true }).waitFor();
      await narrow.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      expect(await narrow.page.evaluate(() => scrollY)).toBe(0);
    } finally {
      await narrow.close();
    }
  });

  test('wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
