import { scaleLinear, type ScaleLinear } from 'd3';
import type { AxisTick, TimeWindow } from './timeline-marks.ts';

/** Closer than this the axis labels would touch, in pixels. */
const LABEL_SPACE = 110;
/** No window is shorter than a tenth of a millisecond, nor longer than this many milliseconds. */
export const SHORTEST_WINDOW_MS = 0.1;
const LONGEST_WINDOW_MS = 30 * 24 * 3_600_000;

export type TimeScale = ScaleLinear<number, number>;

export function timeScale(window: TimeWindow, x0: number, x1: number): TimeScale {
  return scaleLinear([window.from, window.to], [x0, x1]);
}

/** How many decimals a step needs to be told from the next: 2 for 0.05. */
const decimalsOf = (step: number): number => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));

/**
 * A moment of the recording with its unit, as fine as `stepMs`. Milliseconds are for recordings, or parts, that end
 * (`latestMs`) within the first second, so that one axis has one unit.
 */
export function timeWords(ms: number, stepMs: number, latestMs: number): string {
  if (latestMs < 1_000) return `${ms.toFixed(decimalsOf(stepMs))} ms`;
  const digits = decimalsOf(stepMs / 1_000);
  if (latestMs < 60_000) return `${(ms / 1_000).toFixed(digits)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms - minutes * 60_000) / 1_000).toFixed(digits);
  return `${minutes}:${seconds.padStart(digits === 0 ? 2 : digits + 3, '0')} min`;
}

/** Round moments in the window, none before the recording began. */
export function timeAxis(scale: TimeScale): AxisTick[] {
  const [x0 = 0, x1 = 0] = scale.range();
  const ticks = scale.ticks(Math.max(2, Math.floor((x1 - x0) / LABEL_SPACE)));
  const latest = scale.domain()[1] ?? 0;
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks
    .filter((t) => t >= 0)
    .map((t) => ({ x: scale(t), label: timeWords(t, step || 1_000, latest) }));
}

const clampLength = (length: number): number =>
  Math.min(LONGEST_WINDOW_MS, Math.max(SHORTEST_WINDOW_MS, length));

/** The window that lasts `factor` times as long, with the moment `around` in its place. */
export function zoomWindow(window: TimeWindow, factor: number, around: number): TimeWindow {
  const length = window.to - window.from;
  const next = clampLength(length * factor);
  const share = length === 0 ? 0.5 : (around - window.from) / length;
  const from = around - share * next;
  return { from, to: from + next };
}

/** The window moved by a share of its own length: 0.5 is half a window later. */
export function panWindow(window: TimeWindow, share: number): TimeWindow {
  const by = (window.to - window.from) * share;
  return { from: window.from + by, to: window.to + by };
}
