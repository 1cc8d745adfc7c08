import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/** For each canvas: pixels it has, for one of the screen's, across and down. */
const SHARPNESS = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { width, height } = canvas.getBoundingClientRect();
  return [canvas.width / (width * devicePixelRatio), canvas.height / (height * devicePixelRatio)];
})`;

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
