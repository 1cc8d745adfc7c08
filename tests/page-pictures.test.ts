import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameGrid, untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const PNG_SIGNATURE = '89504e470d0a1a0a';

describe('pictures of a view, paper, and projector mode', () => {
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 200 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
    await untilFrames(ui, 12);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  async function save(view: string, way: 'SVG' | 'PNG'): Promise<Buffer> {
    await ui.page.getByRole('tab', { name: view }).click();
    await ui.page.locator('#stage-view > section').waitFor();
    await ui.page.getByRole('button', { name: 'Picture of this view' }).click();
    const coming = ui.page.waitForEvent('download');
    await ui.page.getByRole('button', { name: `Save as ${way}` }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^wire101-[a-z-]+-[\d.]+\.(svg|png)$/);
    return readFile(await download.path());
  }

  /** How many colours a picture has in the middle: one when nothing was drawn. */
  const coloursOf = (svg: string): Promise<number> =>
    ui.page.evaluate(async (source) => {
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const { data } = context?.getImageData(0, 0, image.width, image.height) ?? { data: [] };
      return new Set(Array.from(new Uint32Array(Uint8ClampedArray.from(data).buffer))).size;
    }, svg);

  test('the wires are saved as an SVG that needs nothing else', async () => {
    const svg = String(await save('Wires', 'SVG'));
    expect(svg).toContain('/sse');
    expect(svg).toContain('conn 2');
    expect(svg).toContain('data:font/woff2;base64,');
    expect(svg).not.toMatch(/url\("?(?:http|\/|\.)/);
    expect(await coloursOf(svg)).toBeGreaterThan(20);
  });

  test('a view that is drawn on a canvas is saved with its canvas', async () => {
    const svg = String(await save('Timeline', 'SVG'));
    expect(svg).toContain('src="data:image/png;base64,');
    expect(await coloursOf(svg)).toBeGreaterThan(20);
  });

  test('a PNG has two pixels for one of the page', async () => {
    const png = await save('Wires', 'PNG');
    expect(png.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
    const width = await ui.page.locator('#stage-view').evaluate((view) => view.clientWidth);
    expect(png.readUInt32BE(16)).toBe(2 * width);
  });

  test('on paper stands the view alone', async () => {
    await ui.page.emulateMedia({ media: 'print' });
    expect(await ui.page.locator('#stage-view').isVisible()).toBe(true);
    for (const part of [
      frameGrid(ui),
      ui.page.getByRole('banner'),
      ui.page.getByRole('group', { name: 'Time' }),
    ])
      expect(await part.isVisible()).toBe(false);
    await ui.page.emulateMedia({ media: 'screen' });
  });

  test('projector mode makes everything larger by a key, is kept, and pointers still hit', async () => {
    const heading = ui.page.getByRole('link', { name: 'Wire 101, home' });
    const before = (await heading.boundingBox())?.height ?? 0;
    await ui.page.keyboard.press('m');
    await ui.page.reload();
    await untilFrames(ui, 12);
    const after = (await heading.boundingBox())?.height ?? 0;
    expect(after / before).toBeCloseTo(1.35, 1);
    expect(await ui.page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    const strip = ui.page.getByRole('slider', { name: 'Moment shown' });
    const box = await strip.boundingBox();
    if (!box) throw new Error('The strip is not in the page.');
    const [from, to] = await Promise.all(
      ['aria-valuemin', 'aria-valuemax'].map(async (name) => Number(await strip.getAttribute(name))),
    );
    await ui.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const now = Number(await strip.getAttribute('aria-valuenow'));
    const share = (now - (from ?? 0)) / ((to ?? 1) - (from ?? 0));
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    await ui.page.keyboard.press('m');
    expect((await heading.boundingBox())?.height).toBe(before);
    expect(ui.troubles).toEqual([]);
  });
});
