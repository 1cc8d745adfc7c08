import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openPage, type Playground } from '../support/playground.ts';
import { startTestLab, type TestLab } from '../support/test-lab.ts';

/*
 * npm run screenshots: the pictures of the README, in docs/pictures, from real traffic on a lab of their own. The page has to
 * be built.
 */
const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const SIZE = { width: 1_440, height: 900 } as const;
/** So that the pages that show the README load at once. */
const MAX_BYTES = 250_000;

const eventsOn = (least: number, streams: number) => (trace: TestLab['trace']) =>
  [...trace.exchanges].filter(({ messages }) => messages['server-to-client'] >= least).length >= streams;

/** Selects the newest frame that passes a filter, as a click on its row does. */
async function select(page: Page, filter: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Filter frames' });
  await box.fill(filter);
  const grid = page.getByRole('grid', { name: 'Frames' });
  await grid.press('End');
  await grid.getByRole('row', { selected: true }).waitFor();
  await box.fill('');
  await box.blur();
}

interface Scene {
  /** Where it begins. */
  readonly route: string;
  /** Brings it about, and waits until it is there. */
  readonly prepare: (ui: Playground, lab: TestLab) => Promise<void>;
}

const SCENES: Readonly<Record<string, Scene>> = {
  /* Eight event streams over HTTP/1.1, of which two wait. */
  stage: {
    route: '#/playground',
    async prepare(ui, lab) {
      await ui.open('This browser', 'SSE', 'HTTP/1.1', 8);
      await lab.until('events on six streams', eventsOn(3, 6));
      await select(ui.page, 'type:event');
      await ui.page.getByText('queued in the browser').first().waitFor();
      /* An event on its way looks like one: the next comes within a feed interval. */
      const { lastT } = lab.trace;
      await lab.until('the next event', (trace) => trace.lastT > lastT + 1_000);
    },
  },
  /* A program of a lesson, and what it opened. */
  lesson: {
    route: '#/lessons/six-lanes/6',
    async prepare(ui, lab) {
      const card = ui.page.getByRole('region', { name: /^Go further: nine at once/ });
      await card.getByRole('button', { name: 'Edit and run' }).click();
      await card.getByRole('button', { name: 'Run', exact: true }).click();
      await lab.until('events on six streams', eventsOn(2, 6));
      await card.getByText('6 is open').waitFor();
      await card.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    },
  },
  /* The same bytes by layer, over HTTP/2, and one HEADERS frame in bits. */
  packing: {
    route: '#/playground',
    async prepare(ui, lab) {
      await ui.open('This browser', 'SSE', 'HTTP/2', 3);
      await ui.open('This browser', 'WebSocket', 'HTTP/2', 1);
      await lab.until('events on three streams', eventsOn(5, 3));
      await ui.page.getByRole('tab', { name: 'Packing' }).click();
      await select(ui.page, 'type:HEADERS');
      await ui.page.getByText('The same as a table').waitFor();
      await ui.page.getByRole('heading', { name: 'HTTP/2 HEADERS frame' }).first().waitFor();
    },
  },
};

async function take(name: string, scene: Scene, colorScheme: 'light' | 'dark'): Promise<void> {
  const lab = await startTestLab();
  const ui = await openPage(lab, scene.route, { colorScheme });
  try {
    ui.page.setDefaultTimeout(20_000);
    await ui.page.setViewportSize(SIZE);
    await scene.prepare(ui, lab);
    const path = `${FOLDER}/${name}-${colorScheme}.png`;
    await ui.page.screenshot({ path });
    const { size } = await stat(path);
    console.log(`${name}-${colorScheme}.png  ${Math.round(size / 1_000)} kB`);
    if (size > MAX_BYTES)
      throw new Error(`${path} has ${size} bytes; at most ${MAX_BYTES} are for the README.`);
  } finally {
    await ui.close();
    await lab.close();
  }
}

await mkdir(FOLDER, { recursive: true });
for (const [name, scene] of Object.entries(SCENES)) {
  for (const colorScheme of ['light', 'dark'] as const) await take(name, scene, colorScheme);
}
