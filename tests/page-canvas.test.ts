import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellsOf, frameGrid, untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/** For each canvas: pixels it has, for one of the screen's, across and down. */
const SHARPNESS = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { width, height } = canvas.getBoundingClientRect();
  return [canvas.width / (width * devicePixelRatio), canvas.height / (height * devicePixelRatio)];
})`;

/** Where a pill of Wires is, well within the wire, in pixels of the window; undefined where none is painted. */
const ON_A_PILL = `(() => {
  const canvas = document.querySelector('.pills canvas');
  if (!canvas?.width || !canvas.height) return undefined;
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const box = canvas.getBoundingClientRect();
  for (let y = 0; y < height; y += 2) {
    for (let x = Math.round(0.3 * width); x < 0.7 * width; x += 2) {
      if (data[4 * (y * width + x) + 3] !== 255) continue;
      return { x: box.left + ((x + 6) * box.width) / width, y: box.top + ((y + 5) * box.height) / height };
    }
  }
  return undefined;
})()`;

describe('what is painted', () => {
  let lab: TestLab;
  let ui: Playground;
  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 50 } });
    ui = await openPage(lab, '#/playground?view=timeline');
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    await untilFrames(ui, 10);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('a frame on its way is chosen by a click on its pill', async () => {
    const { page } = ui;
    await page.getByRole('tab', { name: 'Wires' }).click();
    await page.waitForFunction(ON_A_PILL);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const held = Number(/([\d.]+)$/.exec(await page.getByTitle('The moment shown,').innerText())?.[1]);
    const { x, y } = await page.evaluate<{ x: number; y: number }>(ON_A_PILL);
    await page.mouse.click(x, y);
    const [row] = await frameGrid(ui).getByRole('row', { selected: true }).all();
    const [seconds, conn] = row ? await cellsOf(row) : [];
    expect(conn).toBe('1');
    expect(held - Number(seconds)).toBeGreaterThanOrEqual(0);
    expect(held - Number(seconds)).toBeLessThan(0.95);
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByRole('tab', { name: 'Timeline' }).click();
  });

  test.each([
    [1, false],
    [1, true],
    [2, false],
    [2, true],
  ])(
    'has a pixel for each of the screen, which has %d for one of CSS; projector mode: %s',
    async (ratio, on) => {
      const { page, context } = ui;
      const cdp = await context.newCDPSession(page);
      await cdp.send('Emulation.setDeviceMetricsOverride', {
        width: 1440,
        height: 900,
        deviceScaleFactor: ratio,
        mobile: false,
      });
      const projector = page.getByRole('button', { name: /projector/i });
      if (((await projector.getAttribute('aria-pressed')) === 'true') !== on) await projector.click();
      const isSharp = `${SHARPNESS}.flat().every((share) => Math.abs(share - 1) < 0.03)`;
      await page.waitForFunction(isSharp, undefined, { timeout: 5_000 }).catch(() => undefined);
      const found = await page.evaluate<number[][]>(SHARPNESS);
      expect(found.length).toBeGreaterThanOrEqual(2);
      for (const share of found.flat()) expect(share).toBeCloseTo(1, 1);
      await cdp.detach();
    },
  );
});
