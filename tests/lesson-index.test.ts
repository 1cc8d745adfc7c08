import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCourse } from '../server/lessons/course.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const { lessons } = await loadCourse(process.cwd());
const edges = lessons.reduce((sum, { buildsOn }) => sum + buildsOn.length, 0);

describe.each([
  ['wide', { width: 1440, height: 900 }],
  ['narrow', { width: 390, height: 844 }],
])('the index of lessons on a %s screen', (_name, viewport) => {
  let lab: TestLab;
  let ui: Playground;
  const map = () => ui.page.getByRole('navigation', { name: 'Course map' });
  const search = () => ui.page.getByRole('searchbox', { name: 'Search the lessons' });

  beforeAll(async () => {
    lab = await startTestLab();
    ui = await openPage(lab, '#/lessons', { viewport });
    await map().waitFor();
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('draws every lesson, and a line for each that another builds on', async () => {
    await map().getByRole('link').first().waitFor();
    expect(await map().getByRole('link').count()).toBe(lessons.length);
    expect(await map().locator('svg > path').count()).toBe(edges);
    expect(edges).toBeGreaterThan(lessons.length / 2);
    expect(await ui.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
  });

  test('tells in words what the lines tell, and leads to the lesson by keyboard', async () => {
    const proxy = map().getByRole('link', { name: /^Lesson 7: .* Builds on A stream of events\.$/ });
    await proxy.focus();
    await ui.page.keyboard.press('Shift+Tab');
    await ui.page.keyboard.press('Tab');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { level: 1, name: 'A proxy in the way' }).waitFor();
    await ui.page.goBack();
    await map().waitFor();
  });

  test('shows what was done, what was begun and what is next', async () => {
    const [first, second] = lessons;
    const done = { step: 1, answers: {}, met: {} as Record<string, unknown> };
    for (const { id } of first?.goals ?? []) done.met[id] = { at: 1, reason: 'seen' };
    const kept = { [first?.id ?? '']: done, [second?.id ?? '']: { step: 2, answers: {}, met: {} } };
    await ui.page.evaluate((text) => localStorage.setItem('wire101.lessons', text), JSON.stringify(kept));
    await ui.page.reload();
    const link = (number: number | undefined) => map().getByRole('link', { name: `Lesson ${number}:` });
    await link(first?.number).and(ui.page.locator('.done')).waitFor();
    await link(second?.number).and(ui.page.locator('.begun.next')).waitFor();
    expect(await link(second?.number).getAttribute('aria-label')).toContain('This is the next one.');
    expect(await map().locator('.next').count()).toBe(1);
  });

  test('finds a lesson by a word of its text, and says so when there is none', async () => {
    await search().fill('GOAWAY server');
    await ui.page.getByRole('heading', { level: 3, name: 'The limit moved' }).waitFor();
    expect(await ui.page.getByRole('heading', { level: 3 }).count()).toBeLessThan(lessons.length / 2);
    expect(await map().count()).toBe(0);
    await search().fill('gopher');
    await ui.page.getByText('No lesson has “gopher” in its title, summary or text.').waitFor();
    await search().fill('');
    await map().waitFor();
  });

  test('has no serious accessibility fault', async () => {
    const { violations } = await new AxeBuilder({ page: ui.page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });

  test('wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
