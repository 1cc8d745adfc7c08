import type { CDPSession, Page } from 'playwright-core';
import { figure, type Figure } from '../figure.ts';

/** How many animation frames a gesture lasts. */
const FRAMES = 120;

interface Gesture {
  /** The tab it is made on. */
  readonly view: string;
  /** Runs in the page: one step of the gesture, `n` from 0. */
  readonly step: (n: number) => void;
}

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
  scrub: {
    view: 'Wires',
    step: (n) => {
      const strip = document.querySelector('[aria-label="Moment shown"]');
      strip?.dispatchEvent(
        new KeyboardEvent('keydown', { key: n % 60 < 30 ? 'ArrowLeft' : 'ArrowRight', bubbles: true }),
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
} as const satisfies Readonly<Record<string, Gesture>>;

/** Runs in the page: makes a step an animation frame, and answers with the intervals between them, in milliseconds. */
function play(step: (n: number) => void, frames: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const seen: number[] = [];
    let last = performance.now();
    let n = -10; /* The first frames after a tab was opened are not the gesture's. */
    requestAnimationFrame(function next(now) {
      try {
        if (n > 0) seen.push(now - last);
        last = now;
        if (n === frames) return resolve(seen);
        if (n >= 0) step(n);
        n += 1;
        requestAnimationFrame(next);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

/** The processor time that the page's main thread took so far, in milliseconds. */
async function processorTime(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
}

/** The 95th percentile of some numbers. */
export function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

/**
 * The 95th percentile of the intervals between animation frames while a gesture is made, in milliseconds, and the processor
 * time that the page's main thread took for a frame.
 */
export async function frameIntervals(
  page: Page,
  cdp: CDPSession,
  name: keyof typeof GESTURES,
): Promise<{ intervals: Figure; processor: Figure }> {
  const { view, step } = GESTURES[name];
  await page.getByRole('tab', { name: view }).click();
  await page.getByRole('tab', { name: view, selected: true }).waitFor();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await processorTime(cdp);
  /* As text, since a function cannot be handed to the page beside another. */
  const intervals = await page.evaluate<number[]>(`(${play.toString()})(${step.toString()}, ${FRAMES})`);
  const took = ((await processorTime(cdp)) - before) / FRAMES;
  await cdp.send('Performance.disable');
  return { intervals: figure('ms p95', [p95(intervals)]), processor: figure('ms a frame', [took]) };
}
