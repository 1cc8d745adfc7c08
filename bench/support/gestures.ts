import type { CDPSession, Page } from 'playwright-core';
import { figure, type Figure } from '../figure.ts';
import { within } from '../progress.ts';
import { countWork, percentile, workSoFar } from './page-watch.ts';

/** How many animation frames a gesture lasts, and for how long it may last where frames take very long. */
const FRAMES = 120;
const MOST_MS = 20_000;
const FEWEST_FRAMES = 20;
/** How many frames have their processor time counted one by one. */
const COUNTED_FRAMES = 40;

interface Gesture {
  /** The tab it is made on. */
  readonly view: string;
  /** Runs in the page: one step of the gesture, `n` from 0. */
  readonly step: (n: number) => void;
}

const scrub = (n: number): void => {
  const strip = document.querySelector('[aria-label="Moment shown"]');
  if (!strip) throw new Error('There is no strip.');
  const key = n % 60 < 30 ? 'ArrowLeft' : 'ArrowRight';
  strip.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
};

/** What a person does with a long recording, one step an animation frame. */
export const GESTURES = {
  zoom: {
    view: 'Timeline',
    step: (n) => {
      const plot = document.querySelector('[aria-label^="Lanes."]');
      const box = plot?.getBoundingClientRect();
      if (!plot || !box) throw new Error('There are no lanes.');
      plot.dispatchEvent(
        new WheelEvent('wheel', {
          ctrlKey: true,
          deltaY: n % 60 < 30 ? -60 : 60,
          clientX: box.left + box.width / 2,
          clientY: box.top + 60,
          bubbles: true,
          cancelable: true,
        }),
      );
    },
  },
  pan: {
    view: 'Timeline',
    step: (n) => {
      const plot = document.querySelector('[aria-label^="Lanes."]');
      plot?.dispatchEvent(
        new WheelEvent('wheel', { deltaX: n % 60 < 30 ? -40 : 40, bubbles: true, cancelable: true }),
      );
    },
  },
  scroll: {
    view: 'Timeline',
    step: (n) => {
      const list = document.querySelector('[role="grid"][aria-label="Frames"]');
      if (list) list.scrollTop += n % 60 < 30 ? 900 : -700;
    },
  },
  select: {
    view: 'Timeline',
    step: (n) => {
      const list = document.querySelector('[role="grid"][aria-label="Frames"]');
      list?.dispatchEvent(
        new KeyboardEvent('keydown', { key: n % 60 < 30 ? 'ArrowUp' : 'ArrowDown', bubbles: true }),
      );
    },
  },
  'scrub-wires': { view: 'Wires', step: scrub },
  'scrub-timeline': { view: 'Timeline', step: scrub },
  'scrub-ladder': { view: 'Ladder', step: scrub },
  'scrub-packing': { view: 'Packing', step: scrub },
  'scrub-windows': { view: 'Windows', step: scrub },
  'scrub-streams': { view: 'Streams', step: scrub },
  'scrub-devtools': { view: 'DevTools', step: scrub },
} as const satisfies Readonly<Record<string, Gesture>>;

/** Runs in the page: makes a step an animation frame, and answers with the intervals between them, in milliseconds. */
function play(step: (n: number) => void, frames: number, mostMs: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const seen: number[] = [];
    const begin = performance.now();
    let last = begin;
    let n = -10; /* The first frames after a tab was opened are not the gesture's. */
    requestAnimationFrame(function next(now) {
      try {
        if (n > 0) seen.push(now - last);
        last = now;
        if (n === frames || now - begin > mostMs) return resolve(seen);
        if (n >= 0) step(n);
        n += 1;
        requestAnimationFrame(next);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

/** Runs in the page: one step, and resolves when the frame with it was made. */
function playOne(step: (n: number) => void, n: number): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    requestAnimationFrame(() => {
      step(n);
      port2.postMessage(undefined);
    });
  });
}

/** The processor time of the page's main thread for each frame of a gesture, in milliseconds, and its own part of that. */
async function workOfFrames(
  page: Page,
  cdp: CDPSession,
  step: (n: number) => void,
): Promise<Record<'task' | 'own', number[]>> {
  const frames: Record<'task' | 'own', number[]> = { task: [], own: [] };
  await countWork(cdp);
  let before = await workSoFar(cdp);
  for (let n = 0; n < COUNTED_FRAMES; n++) {
    await page.evaluate(`(${playOne.toString()})(${step.toString()}, ${n})`);
    const after = await workSoFar(cdp);
    frames.task.push(after.task - before.task);
    frames.own.push(after.own - before.own);
    before = after;
  }
  await cdp.send('Performance.disable');
  return frames;
}

/**
 * All as 95th percentiles, in milliseconds: the interval between animation frames while a gesture is made, which is a
 * multiple of the screen's; and frame by frame, the processor time of the page's main thread, of which script, style and
 * layout had `own`. What else the machine does lengthens the first, not the others.
 */
export async function frameFigures(
  page: Page,
  cdp: CDPSession,
  name: keyof typeof GESTURES,
): Promise<Readonly<Record<'interval' | 'processor' | 'own', Figure>>> {
  const { view, step } = GESTURES[name];
  await page.getByRole('tab', { name: view }).click();
  await page.getByRole('tab', { name: view, selected: true }).waitFor();
  /* As text, since a function cannot be handed to the page beside another. */
  const call = `(${play.toString()})(${step.toString()}, ${FRAMES}, ${MOST_MS})`;
  const intervals = await within(2 * MOST_MS, name, page.evaluate<number[]>(call));
  if (intervals.length < FEWEST_FRAMES)
    throw new Error(`${name}: the page made ${intervals.length} frames in ${MOST_MS / 1_000} s.`);
  const { task, own } = await within(3 * MOST_MS, name, workOfFrames(page, cdp, step));
  const p95 = (values: readonly number[]): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.95,
    );
  return {
    interval: figure('ms p95', [p95(intervals)]),
    processor: figure('ms p95', [p95(task)]),
    own: figure('ms p95', [p95(own)]),
  };
}
