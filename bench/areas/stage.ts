import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { decodeRecording } from '../../contract/recording-file.ts';
import { createStaticPage } from '../../server/app/static.ts';
import { serveRecordings } from '../../server/app/recordings.ts';
import { createLab, type Lab } from '../../server/lab.ts';
import { launchBrowser } from '../../tests/setup/browser.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { figure, Unmeasurable, type Area, type Figure } from '../figure.ts';
import { tell } from '../progress.ts';
import { withCapture } from '../support/capture.ts';
import { frameFigures, GESTURES } from '../support/gestures.ts';
import { conditions } from '../support/conditions.ts';
import { manyFramesFile } from '../support/many-frames.ts';
import { countWork, workSoFar } from '../support/page-watch.ts';
import { runTool } from '../support/tools.ts';

const PAGE = fileURLToPath(new URL('../../dist/page', import.meta.url));
/** How many frames, and what is promised: milliseconds a frame, milliseconds to open, megabytes beyond the file. */
const SIZES = {
  '100k': { frames: 100_000, frameMs: 17 },
  '1m': { frames: 1_000_000, frameMs: 33, openMs: 4_000, heapMb: 150 },
} as const;
type Size = keyof typeof SIZES;
const GESTURE_NAMES = Object.keys(GESTURES) as (keyof typeof GESTURES)[];
const OPENINGS = 3;
/** Opening a million frames takes seconds, not minutes; on a busy machine some more. */
const OPEN_TIMEOUT_MS = 60_000;
const TSHARK_TIMEOUT_MS = 120_000;

/** What the page holds in memory, after what nobody holds is gone: objects, and the buffers behind typed arrays. */
async function held(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const usage = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

interface Opened {
  /** From asking for it to the frame that shows it. */
  readonly ms: number;
  /** Processor time of the page's main thread in it. */
  readonly workMs: number;
  /** How often the page told how far it was. */
  readonly told: number;
}

/** How a recording is opened: chosen as a file, or by its address on the lab, which then takes part in the work. */
type Way = 'file' | 'address';

/** Opens the recording at `path`, which the lab serves. */
async function open(page: Page, cdp: CDPSession, path: string, way: Way): Promise<Opened> {
  const name = basename(path);
  await countWork(cdp);
  const before = await workSoFar(cdp);
  const opening = page.evaluate<
    { ms: number; told: number },
    readonly [address: string | undefined, text: string, patience: number]
  >(
    ([address, text, patience]) =>
      new Promise((resolve, reject) => {
        let start = performance.now();
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
        setTimeout(() => reject(new Error(`The recording was not opened within ${patience} ms.`)), patience);
        if (address !== undefined) location.hash = address;
        else addEventListener('change', () => (start = performance.now()), { capture: true, once: true });
      }),
    [
      way === 'address' ? `#/playground?recording=/recordings/${name}&view=timeline` : undefined,
      `Recording “${name}”`,
      OPEN_TIMEOUT_MS,
    ],
  );
  const choosing =
    way === 'file' ? page.locator('input[type="file"]').first().setInputFiles(path) : undefined;
  const [seen] = await Promise.all([opening, choosing]);
  const workMs = (await workSoFar(cdp)).task - before.task;
  await cdp.send('Performance.disable');
  return { ...seen, workMs };
}

async function showPlayground(page: Page, lab: Lab): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${lab.app}/#/playground?view=timeline`);
  await page
    .getByRole('grid', { name: 'Frames' })
    .or(page.getByText('Nothing on the wire yet'))
    .first()
    .waitFor();
}

async function measurePage(
  lab: Lab,
  label: Size,
  path: string,
  bytes: number,
): Promise<Record<string, Figure>> {
  const size = SIZES[label];
  const context = await launchBrowser({ spki: lab.spkiHash });
  try {
    tell(conditions(context));
    const page = context.pages()[0] ?? (await context.newPage());
    /* What the compiler that runs this program writes around the names of functions. */
    await page.addInitScript('globalThis.__name = (given) => given');
    const cdp = await context.newCDPSession(page);
    const opened: Opened[] = [];
    const fromLab: number[] = [];
    let before = 0;
    for (let run = 0; run < OPENINGS; run++) {
      await showPlayground(page, lab);
      fromLab.push((await open(page, cdp, path, 'address')).ms);
      await showPlayground(page, lab);
      before = await held(cdp);
      opened.push(await open(page, cdp, path, 'file'));
      tell(
        `stage ${label}: opened in ${opened.at(-1)?.ms.toFixed(0)} ms, from the lab in ${fromLab.at(-1)?.toFixed(0)}`,
      );
    }
    if (opened.some(({ told }) => told < 2)) throw new Error('The page did not tell how far it was.');
    const more = (await held(cdp)) - before - bytes;
    const limit = (value: number | undefined): { limit?: number } =>
      value === undefined ? {} : { limit: value };
    const [openMs, heapMb] = 'openMs' in size ? [size.openMs, size.heapMb] : [];
    const figures: Record<string, Figure> = {
      [`stage.open-${label}`]: {
        ...figure(
          'ms',
          opened.map(({ ms }) => ms),
        ),
        ...limit(openMs),
      },
      [`stage.open-from-lab-${label}`]: { ...figure('ms', fromLab), ...limit(openMs) },
      [`stage.open-processor-${label}`]: figure(
        'ms',
        opened.map(({ workMs }) => workMs),
      ),
      [`stage.open-told-${label}`]: figure(
        'times',
        opened.map(({ told }) => told),
      ),
      [`stage.heap-${label}`]: { ...figure('MB', [more / 1e6]), ...limit(heapMb) },
    };
    for (const gesture of GESTURE_NAMES) {
      tell(`stage ${label}: ${gesture}`);
      const { interval, processor, own } = await frameFigures(page, cdp, gesture);
      figures[`stage.${gesture}-${label}`] = { ...interval, limit: size.frameMs };
      figures[`stage.${gesture}-processor-${label}`] = { ...processor, limit: size.frameMs };
      figures[`stage.${gesture}-own-${label}`] = own;
    }
    return figures;
  } finally {
    await context.close();
  }
}

/** How long tshark takes to list the same capture, one line a packet, in milliseconds. */
async function tsharkList(file: Uint8Array): Promise<number> {
  const trace = new Trace(decoding);
  for (const record of decodeRecording(file).records) trace.apply(record);
  return withCapture(trace, async (capture) => {
    const start = performance.now();
    await runTool('tshark', ['-r', capture, '-d', 'tcp.port==5102,http2'], 'tshark', TSHARK_TIMEOUT_MS);
    return performance.now() - start;
  });
}

async function measure(label: Size): Promise<Record<string, Figure>> {
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
    tell(`stage ${label}: making ${SIZES[label].frames.toLocaleString('en')} frames`);
    const file = manyFramesFile(SIZES[label].frames);
    const path = join(folder, `${label}.w101`);
    await writeFile(path, file);
    const figures = await measurePage(lab, label, path, file.length);
    tell(`stage ${label}: tshark lists the same capture`);
    const opened = figures[`stage.open-${label}`] as Figure;
    try {
      const tsharkMs = await tsharkList(file);
      const peer = { name: 'tshark', value: tsharkMs };
      figures[`stage.open-${label}`] = { ...opened, peer, ratio: opened.value / tsharkMs };
    } catch (error) {
      /* What was measured of the page holds without what it is measured beside. */
      tell(`stage ${label}: no figure of tshark. ${error instanceof Error ? error.message : String(error)}`);
    }
    return figures;
  } finally {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const OPENING_FIGURES = ['open', 'open-processor', 'open-told', 'heap'] as const;

const areaOf = (label: Size): Area => ({
  names: [
    ...OPENING_FIGURES,
    ...GESTURE_NAMES.flatMap((each) => [each, `${each}-processor`, `${each}-own`]),
  ].map((what) => `stage.${what}-${label}`),
  measure: () => measure(label),
});

/**
 * The page with a recording of a hundred thousand and of a million frames: how long it takes to open (beside tshark, which
 * lists the same capture), what it holds beyond the file, and the 95th percentile of frame intervals under gestures. Beside
 * those stands the processor time of the page's thread, which says more on a busy machine.
 */
export const stageAt100k: Area = areaOf('100k');
export const stageAt1m: Area = areaOf('1m');
