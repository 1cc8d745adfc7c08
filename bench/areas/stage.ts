import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { decodeRecording } from '../../contract/codec.ts';
import { createStaticPage } from '../../server/app/static.ts';
import { serveRecordings } from '../../server/app/recordings.ts';
import { createLab, type Lab } from '../../server/lab.ts';
import { launchBrowser } from '../../tests/setup/browser.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { figure, Unmeasurable, type Area, type Figure } from '../figure.ts';
import { withCapture } from '../support/capture.ts';
import { frameIntervals, GESTURES } from '../support/gestures.ts';
import { manyFramesFile } from '../support/many-frames.ts';
import { runTool } from '../support/tools.ts';

const PAGE = fileURLToPath(new URL('../../dist/page', import.meta.url));
const SIZES = { '100k': 100_000, '1m': 1_000_000 } as const;
/** Opening a million frames takes seconds, not minutes; on a busy machine some more. */
const OPEN_TIMEOUT_MS = 180_000;

/** What the page holds in memory, after what nobody holds is gone: objects, and the buffers behind typed arrays. */
async function held(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const usage = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** Opens a recording by its address and answers with how long the page took, in milliseconds, and how often it told how far it is. */
function open(page: Page, name: string): Promise<{ ms: number; told: number }> {
  return page.evaluate(
    ([address, text, patience]) =>
      new Promise((resolve, reject) => {
        const start = performance.now();
        const seen = new Set<number>();
        /* Changes are heard of rather than looked for: looking at each frame would be measured, too. */
        const observer = new MutationObserver(() => {
          const bar = document.querySelector('progress');
          if (bar) seen.add(bar.value);
          const banners = [...document.querySelectorAll('[role="status"] strong')];
          if (!banners.some(({ textContent }) => textContent.includes(text))) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve({ ms: performance.now() - start, told: seen.size }));
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        setTimeout(() => reject(new Error('It was not opened.')), patience);
        location.hash = address;
      }),
    [`#/playground?recording=/recordings/${name}`, `Recording “${name}”`, OPEN_TIMEOUT_MS] as const,
  );
}

async function measureSize(
  lab: Lab,
  folder: string,
  label: keyof typeof SIZES,
): Promise<Record<string, Figure>> {
  const name = `${label}.w101`;
  const file = manyFramesFile(SIZES[label]);
  await writeFile(join(folder, name), file);
  const context = await launchBrowser({ spki: lab.spkiHash });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    /* What the compiler that runs this program writes around the names of functions. */
    await page.addInitScript('globalThis.__name = (given) => given');
    const cdp = await context.newCDPSession(page);
    await page.goto(`${lab.app}/#/playground?view=timeline`);
    await page
      .getByRole('grid', { name: 'Frames' })
      .or(page.getByText('Nothing on the wire yet'))
      .first()
      .waitFor();
    const before = await held(cdp);
    const opened = await open(page, name);
    if (opened.told < 2) throw new Error(`The page told ${opened.told} times how far it was.`);
    const more = (await held(cdp)) - before - file.length;
    const figures: Record<string, Figure> = {
      [`stage.open-${label}`]: figure('ms', [opened.ms]),
      [`stage.heap-${label}`]: figure('MB', [more / 1e6]),
    };
    for (const gesture of Object.keys(GESTURES) as (keyof typeof GESTURES)[]) {
      const { intervals, processor } = await frameIntervals(page, cdp, gesture);
      figures[`stage.${gesture}-${label}`] = intervals;
      figures[`stage.${gesture}-processor-${label}`] = processor;
    }
    return figures;
  } finally {
    await context.close();
  }
}

/** How long tshark takes to list the same capture, one line a packet. */
async function tsharkList(file: Uint8Array): Promise<number> {
  const trace = new Trace(decoding);
  for (const record of decodeRecording(file).records) trace.apply(record);
  return withCapture(trace, async (capture) => {
    const start = performance.now();
    await runTool('tshark', ['-r', capture, '-d', 'tcp.port==5102,http2'], 'tshark');
    return performance.now() - start;
  });
}

/**
 * The page with a recording of a hundred thousand and of a million frames: how long it takes to open (beside tshark, which
 * lists the same capture), what it holds beyond the file, and the 95th percentile of frame intervals under gestures. Beside
 * those stands the processor time of the page's thread, which says more on a busy machine.
 */
export const stage: Area = {
  names: Object.keys(SIZES).flatMap((label) =>
    ['open', 'heap', ...Object.keys(GESTURES).flatMap((each) => [each, `${each}-processor`])].map(
      (what) => `stage.${what}-${label}`,
    ),
  ),
  async measure() {
    await stat(PAGE).catch(() => {
      throw new Unmeasurable('The page is not built: npm run build.');
    });
    const folder = await mkdtemp(join(tmpdir(), 'wire101-bench-'));
    const lab = await createLab({
      basePort: 0,
      dataFolder: folder,
      page: async (headers) => serveRecordings(folder, await createStaticPage(PAGE, headers)),
    });
    try {
      const figures: Record<string, Figure> = {};
      for (const label of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
        Object.assign(figures, await measureSize(lab, folder, label));
        const ms = figures[`stage.open-${label}`]?.value ?? Number.NaN;
        const peer = { name: 'tshark', values: [await tsharkList(manyFramesFile(SIZES[label]))] };
        figures[`stage.open-${label}`] = figure('ms', [ms], peer);
      }
      return figures;
    } finally {
      await lab.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
