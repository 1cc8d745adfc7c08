import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCourse } from '../server/lessons/course.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const { lessons } = await loadCourse(process.cwd());
const lesson = lessons.find(({ id }) => id === 'six-lanes');
if (!lesson) throw new Error('The lesson Six lanes is gone: choose another for this test.');

describe('the help of a lesson', () => {
  let lab: TestLab;
  let ui: Playground;
  const goal = (id: string) => ui.page.locator(`[data-goal="${id}"]`);

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab, `#/lessons/${lesson.id}/1`);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('tells the hint first, then the solution, and does it on request', async () => {
    const asked = goal('six-open');
    await asked.getByText('Hint', { exact: true }).click();
    await asked.getByText(lesson.goals.find(({ id }) => id === 'six-open')?.hint ?? '-').waitFor();
    const act = asked.getByRole('button', { name: 'Do this now' });
    expect(await act.isVisible()).toBe(false);
    await asked.getByText('Solution', { exact: true }).click();
    await act.click();
    await ui.page.locator('[data-goal="six-open"][data-status="met"]').waitFor();
    const streams = await lab.until(
      'seven streams are open',
      ({ operations }) =>
        [...operations.values()].filter(({ transport }) => transport === 'sse').length === 7,
    );
    expect(streams).toBe(true);
  });

  test('prints every step on paper, and neither the stage nor the buttons around it', async () => {
    await ui.page.emulateMedia({ media: 'print' });
    await ui.page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    for (const [at, { title }] of lesson.steps.entries()) {
      await ui.page.getByRole('heading', { level: 2, name: `${at + 1}. ${title}`, exact: true }).waitFor();
    }
    expect(await ui.page.getByRole('region', { name: 'Stage', exact: true }).count()).toBe(0);
    expect(await ui.page.getByRole('link', { name: 'Next →' }).count()).toBe(0);
    await ui.page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await ui.page.emulateMedia({ media: 'screen' });
    await ui.page
      .getByRole('heading', { level: 2, name: lesson.steps[0]?.title ?? '-', exact: true })
      .waitFor();
    const read = ui.page.getByRole('region', { name: /^Lesson: / });
    expect(await read.getByRole('heading', { level: 2 }).count()).toBe(1);
  });

  test('and the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
