import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/*
 * What stands in a view, in the order of the document: elements with what places, names and colours them, texts, and what
 * is painted on canvases. Buttons that only a live lab has are left out, with the words around them.
 */
const OUTLINE = `(() => {
  const lines = [];
  const onlyLive = '.bar, .tools, [aria-label^="Close "], [aria-label^="Cut "], [aria-label^="Faults"], .faults';
  const walk = (node, depth) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent.replace(/\\s+/g, ' ').trim();
      if (text !== '') lines.push(' '.repeat(depth) + text);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(onlyLive)) return;
    const style = (node.getAttribute('style') ?? '').split(';').map((part) => part.trim()).filter(Boolean).sort().join('; ');
    const parts = [node.localName, node.getAttribute('aria-label') ?? '', style, node.getAttribute('d') ?? ''];
    if (node.localName === 'canvas') parts.push(node.width + 'x' + node.height, node.toDataURL());
    lines.push(' '.repeat(depth) + parts.filter((part) => part !== '').join(' '));
    for (const child of node.childNodes) walk(child, depth + 1);
  };
  walk(document.getElementById('stage-view'), 0);
  return lines;
})()`;

const VIEWS = [
  'wires',
  'timeline',
  'ladder',
  'packing',
  'windows',
  'header-table',
  'streams',
  'handshake',
  'devtools',
] as const;

describe('live and replayed', () => {
  let lab: TestLab;
  let ui: Playground;
  /** Every view as the page drew it after live traffic, and as it draws the same recording. */
  const live = new Map<string, string[]>();
  const replayed = new Map<string, string[]>();

  /** The views at one moment, each once it stands still. */
  async function look(into: Map<string, string[]>, address: (view: string) => string): Promise<void> {
    const { page } = ui;
    for (const view of VIEWS) {
      await page.evaluate((hash) => (location.hash = hash), address(view));
      await page.locator(`#tab-${view}[aria-selected="true"]`).waitFor();
      await page.locator('#stage-view section').first().waitFor();
      for (let before = ''; ;) {
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        const lines = await page.evaluate<string[]>(OUTLINE);
        into.set(view, lines);
        if (lines.join('\n') === before) break;
        before = lines.join('\n');
      }
    }
  }

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 50 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    await ui.open('This browser', 'SSE', 'HTTP/2', 2);
    await ui.open('This browser', 'WebSocket', 'HTTP/1.1', 1);
    await untilFrames(ui, 60);
    const frame = lab.trace.frames.length - 5;
    const t = lab.trace.frames.tEnd(frame);
    const moment = `t=${t.toFixed(3)}&from=0&to=${Math.ceil(t + 100)}`;
    await look(live, (view) => `#/playground?view=${view}&${moment}`);
    const recording = `${moment}&recording=/api/recording`;
    await ui.page.evaluate((hash) => (location.hash = hash), `#/playground?view=wires&${recording}`);
    const banner = ui.page.getByRole('status').filter({ hasText: 'The lab goes on recording behind it' });
    const taken = Math.round((await banner.boundingBox())?.height ?? 0);
    await ui.page.setViewportSize({ width: 1440, height: 900 + taken });
    await look(replayed, (view) => `#/playground?view=${view}&${recording}`);
  }, 120_000);
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test.each(VIEWS)('the %s view of a held moment is the same', (view) => {
    const lines = replayed.get(view) ?? [];
    expect(lines.length).toBeGreaterThan(5);
    expect(lines).toEqual(live.get(view));
  });

  test('nothing went wrong on the page', () => {
    expect(ui.troubles).toEqual([]);
  });
});
