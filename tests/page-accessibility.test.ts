import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './support/accessibility.ts';
import { selectFrame } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/* What is over stays in the picture for four seconds. Its words must be readable until the end. */
const FADED_MS = 3_000;

/** Looks at a picture that stands still: its moment is held meanwhile. In dark colours only the colours are new. */
async function findings({ page }: Playground, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const pause = page.getByRole('button', { name: 'Pause' });
  const isMoving = await pause.isVisible();
  if (isMoving) await pause.click();
  const faults = await accessibilityFaults(page, colorScheme === 'dark' ? { rules: ['color-contrast'] } : {});
  if (isMoving) await page.getByRole('button', { name: 'Live' }).click();
  return faults;
}

describe.each(['light', 'dark'] as const)('axe finds nothing serious in %s colours', (colorScheme) => {
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 200 } });
    ui = await openPage(lab, '#/playground', { colorScheme });
    ui.page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('on an empty playground', async () => {
    await ui.page.getByRole('status').getByText('lab live').waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
  });

  test('with seven event streams of which one waits, one was cut and one is selected', async () => {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 7);
    await lab.until(
      'events on six streams',
      ({ exchanges }) =>
        [...exchanges].filter(({ messages }) => messages['server-to-client'] > 2).length === 6,
    );
    await selectFrame(ui, 'type:event');
    lab.lab.connections.get(2)?.applyFault({ type: 'cut' });
    await ui.page.getByText(/reset by fault/).waitFor();
    const fading = lab.trace.lastT + FADED_MS;
    await lab.until('the cut wire has nearly faded', ({ lastT }) => lastT > fading);
    expect(await findings(ui, colorScheme)).toEqual([]);
  });

  test('with the server switches and the help of the filter open', async () => {
    await ui.page.getByRole('button', { name: 'Server', exact: true }).click();
    await ui.page.getByRole('switch', { name: 'Replay' }).waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('button', { name: 'What the filter understands' }).click();
    await ui.page.getByRole('group', { name: 'Filter help' }).waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
    await ui.page.keyboard.press('Escape');
  });

  test('on HTTP/2 with a frame in bits, and after streams were closed', async () => {
    await ui.page.getByRole('button', { name: 'Close all' }).click();
    await ui.open('This browser', 'SSE', 'HTTP/2', 3);
    await lab.until('events over HTTP/2', ({ exchanges }) =>
      exchanges.some(({ streamId, messages }) => streamId > 0 && messages['server-to-client'] > 1),
    );
    await selectFrame(ui, 'type:data');
    await ui.page.getByRole('heading', { name: 'HTTP/2 DATA frame' }).waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
  });

  test('on any view of the stage', { timeout: 180_000 }, async () => {
    const tabs = ui.page.getByRole('tab');
    const names = await tabs.allInnerTexts();
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      await ui.page.getByRole('tab', { name }).click();
      await ui.page.locator('#stage-view > section').waitFor();
      expect({ view: name, findings: await findings(ui, colorScheme) }).toEqual({ view: name, findings: [] });
    }
  });

  test('in a lesson and on the index of lessons', async () => {
    await ui.page.goto(`${lab.lab.app}/#/lessons/six-lanes/1`);
    await ui.page.getByRole('heading', { level: 1, name: 'Six lanes' }).waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
    await ui.page.getByRole('link', { name: 'Lessons', exact: true }).click();
    await ui.page.getByRole('heading', { name: 'Six lanes' }).waitFor();
    expect(await findings(ui, colorScheme)).toEqual([]);
  });

  test('and the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
