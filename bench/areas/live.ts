import type { Page } from 'playwright-core';
import { decodeRecording } from '../../contract/recording-file.ts';
import { launchBrowser } from '../../tests/setup/browser.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { figure, type Area, type Figure } from '../figure.ts';
import { tell, within } from '../progress.ts';
import { Child } from '../support/child.ts';
import { conditions } from '../support/conditions.ts';
import { startLabProcess, type LabProcess } from '../support/lab-process.ts';
import type { LiveLoad } from '../support/live-load.ts';
import {
  countWork,
  percentile,
  watchPage,
  weightedPercentile,
  workSoFar,
  type Watched,
} from '../support/page-watch.ts';

const SOCKETS = 10;
const SETTLE_MS = 30_000;
/* The first traffic that a page sees finds code that never ran, in the lab and in the load as well: told apart. */
const BEGIN_SECONDS = 3;

/**
 * What is sent, and what it is held to; `frameMs` is for the pace at which nothing may be noticed. Each event stream has an
 * event every 10 ms: a frame for the event and one for the chunk around it.
 */
interface Pace extends LiveLoad {
  readonly frameMs?: number;
}
const PACES = {
  '1k': { streams: 2, sockets: SOCKETS, messages: 300, seconds: 20, frameMs: 20 },
  '5k': { streams: 10, sockets: SOCKETS, messages: 1_500, seconds: 60 },
} as const satisfies Readonly<Record<string, Pace>>;

/** How many frames the lab recorded. */
async function recordedFrames(lab: LabProcess): Promise<number> {
  const response = await fetch(`${lab.app}/api/recording`);
  const trace = new Trace(decoding);
  for (const record of decodeRecording(new Uint8Array(await response.arrayBuffer())).records)
    trace.apply(record);
  return trace.frames.length;
}

/** How many frames the list has, once it has `wanted` or as many as it will get. */
async function shownFrames(page: Page, wanted: number): Promise<number> {
  const read = async (): Promise<number> => {
    const text = await page.getByTitle('Frames in this list').textContent();
    return Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));
  };
  const end = performance.now() + SETTLE_MS;
  let shown = await read();
  while (shown < wanted && performance.now() < end) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    shown = await read();
  }
  return shown;
}

/** A load generator that is ready to begin, on a lab with an event every 10 ms. */
async function prepareLoad(lab: LabProcess): Promise<Child> {
  const changed = await fetch(`${lab.app}/api/lab`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: '{"feedIntervalMs":10}',
  });
  if (!changed.ok) throw new Error(`The lab refused the pace: ${await changed.text()}`);
  const load = new Child('./live-load.ts', [lab.http1]);
  await load.heard();
  return load;
}

async function watchLoad(page: Page, load: Child, wanted: LiveLoad): Promise<Watched> {
  const stop = await watchPage(page);
  await within(wanted.seconds * 4_000 + 30_000, 'The load', load.ask<number>(wanted));
  return stop();
}

function figuresOf(
  label: string,
  { begun, watched }: Readonly<Record<'begun' | 'watched', Watched>>,
  pace: Pace,
  lost: number,
  workMs: number,
): Record<string, Figure> {
  const delays = watched.applied.map(({ records, oldestMs }) => ({ value: oldestMs, weight: records }));
  const frames = (watched.applied.at(-1)?.frames ?? 0) - (watched.applied[0]?.frames ?? 0);
  const limit = pace.frameMs === undefined ? {} : { limit: pace.frameMs };
  return {
    [`live.rate-${label}`]: figure('frames/s', [frames / pace.seconds]),
    [`live.lost-${label}`]: { ...figure('frames', [lost]), limit: 0 },
    [`live.delay-${label}`]: { ...figure('ms p95', [weightedPercentile(delays, 0.95)]), limit: 100 },
    [`live.begin-task-${label}`]: figure('ms', [begun.longTasks.at(-1) ?? 0]),
    [`live.longest-task-${label}`]: { ...figure('ms', [watched.longTasks.at(-1) ?? 0]), limit: 100 },
    [`live.frame-${label}`]: { ...figure('ms p95', [percentile(watched.intervals, 0.95)]), ...limit },
    [`live.processor-${label}`]: figure('ms a second', [workMs / pace.seconds]),
  };
}

async function measurePace(label: keyof typeof PACES): Promise<Record<string, Figure>> {
  const pace: Pace = PACES[label];
  tell(`live ${label}: ${pace.seconds} s of load`);
  const lab = await startLabProcess();
  const load = await prepareLoad(lab);
  const context = await launchBrowser({});
  try {
    tell(conditions(context));
    const page = context.pages()[0] ?? (await context.newPage());
    const cdp = await context.newCDPSession(page);
    await page.goto(`${lab.app}/#/playground?view=wires`);
    await page.getByRole('tab', { name: 'Wires', selected: true }).waitFor();
    await countWork(cdp);
    const begun = await watchLoad(page, load, { ...pace, seconds: BEGIN_SECONDS });
    const before = await workSoFar(cdp);
    const watched = await watchLoad(page, load, pace);
    const after = await workSoFar(cdp);
    const recorded = await recordedFrames(lab);
    const lost = recorded - (await shownFrames(page, recorded));
    tell(`live ${label}: ${recorded} frames recorded, ${watched.longTasks.length} tasks over 50 ms`);
    return figuresOf(label, { begun, watched }, pace, lost, after.task - before.task);
  } finally {
    await context.close();
    await load.stop();
    await lab.stop();
  }
}

/**
 * The page with live traffic of a thousand and of five thousand frames a second, event streams and echoed WebSocket
 * messages: what it lost, how long records were on their way from the tap to the page's store (each counted as the
 * oldest that came with it), the longest task of its main thread, and the intervals between animation frames. Before that, the
 * longest task of the first seconds in which the page saw any traffic.
 */
export const live: Area = {
  names: Object.keys(PACES).flatMap((label) =>
    ['rate', 'lost', 'delay', 'begin-task', 'longest-task', 'frame', 'processor'].map(
      (what) => `live.${what}-${label}`,
    ),
  ),
  async measure() {
    const figures: Record<string, Figure> = {};
    for (const label of Object.keys(PACES) as (keyof typeof PACES)[])
      Object.assign(figures, await measurePace(label));
    return figures;
  },
};
