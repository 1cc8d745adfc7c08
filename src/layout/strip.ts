import { settingChanges } from '../../contract/setting-texts.ts';
import { explainFault } from '../../contract/faults.ts';
import type { Trace } from '../../trace/trace.ts';
import { recordingStart } from './recording-span.ts';
import { endingWords, isTrouble } from './wires-words.ts';

export type StripSource = Pick<Trace, 'frames' | 'connections' | 'operations' | 'clearedAt' | 'labLog'>;

/** `fault`: one was put on. `trouble`: a connection ended as it should not. `switch`: settings were changed, or the lab restarted. */
export type StripMarkKind = 'fault' | 'trouble' | 'switch';

/** Something worth going to, at its place on the strip. */
export interface StripMark {
  readonly x: number;
  readonly t: number;
  readonly kind: StripMarkKind;
  readonly title: string;
}

/** A whole recording in a few pixels of height. */
export interface StripLayout {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** How many frames were complete in the time of each pixel column, and how many in the fullest. */
  readonly counts: Uint32Array;
  readonly most: number;
  readonly marks: readonly StripMark[];
}

/** The strip of a recording shorter than this does not fill the width: it would jump with each new frame. */
const SHORTEST_MS = 1_000;
/** Marks of one kind that are closer together than this are one, in pixels. */
const MARK_SPACE = 4;

/**
 * The whole recording until `end`, `width` pixels wide. The work grows with the pixels and the connections, not with the
 * frames: a column's count is the distance of two binary searches.
 */
export function layoutStrip(source: StripSource, end: number, width: number): StripLayout {
  const from = Math.min(recordingStart(source), end);
  const to = Math.max(end, from + SHORTEST_MS);
  const columns = Math.max(1, Math.floor(width));
  const counts = new Uint32Array(columns);
  const { frames } = source;
  let most = 0;
  let low = firstAt(frames, from, 0);
  for (let column = 0; column < columns; column++) {
    const next =
      column === columns - 1 ? frames.length : firstAt(frames, timeAt(from, to, columns, column + 1), low);
    counts[column] = next - low;
    most = Math.max(most, next - low);
    low = next;
  }
  return { from, to, width: columns, counts, most, marks: stripMarks(source, from, to, columns) };
}

const timeAt = (from: number, to: number, width: number, x: number): number =>
  from + ((to - from) * x) / width;

/** The moment at `x` pixels of the strip, within it. */
export function stripTime({ from, to, width }: StripLayout, x: number): number {
  return timeAt(from, to, width, Math.min(width, Math.max(0, x)));
}

/** Where a moment stands on the strip, in pixels, within it. */
export function stripX({ from, to, width }: StripLayout, t: number): number {
  return Math.min(width, Math.max(0, ((t - from) / (to - from)) * width));
}

/** What a finger finds, in pixels (WCAG 2.2 §2.5.8, target size). */
export const TARGET_SIZE = 24;

/**
 * The middles of what the two ends of a window are held by: each over its end where there is room, beside each other and
 * within the strip where a window is narrower than a target or begins or ends with the strip.
 */
export function windowTargets({ width }: StripLayout, x0: number, x1: number): { from: number; to: number } {
  const half = TARGET_SIZE / 2;
  const apart = Math.max(0, half - (x1 - x0) / 2);
  const from = Math.max(half, Math.min(x0 - apart, width - half - TARGET_SIZE));
  return { from, to: Math.max(from + TARGET_SIZE, Math.min(x1 + apart, width - half)) };
}

/** How high a column's bar is, from 0 to 1: a single frame shows beside thousands. */
export function stripHeight({ most }: StripLayout, count: number): number {
  return count === 0 ? 0 : 0.2 + 0.8 * (Math.log2(1 + count) / Math.log2(1 + most));
}

function firstAt(frames: StripSource['frames'], t: number, from: number): number {
  let low = from;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.tEnd(middle) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stripMarks(source: StripSource, from: number, to: number, width: number): StripMark[] {
  const cells = new Map<string, StripMark & { more: number }>();
  const add = (kind: StripMarkKind, t: number, title: string): void => {
    if (t < from || t > to) return;
    const x = ((t - from) / (to - from)) * width;
    const key = `${kind} ${Math.floor(x / MARK_SPACE)}`;
    const known = cells.get(key);
    if (known) known.more += 1;
    else cells.set(key, { kind, t, x, title, more: 0 });
  };
  for (const { id, faultLog, closed, exchanges } of source.connections.values()) {
    for (const { t, fault, active } of faultLog)
      if (active) add('fault', t, `${fault.type} on connection ${id}: ${explainFault(fault)}`);
    if (closed && isTrouble(closed, exchanges))
      add('trouble', closed.t, `connection ${id} ${endingWords(closed)}`);
  }
  for (const { t, before, settings } of source.labLog.changes)
    add('switch', t, settingChanges(before, settings).join(', '));
  for (const { t, kind } of source.labLog.restarts) add('switch', t, `the lab’s origins: ${kind}`);
  return [...cells.values()].map(({ more, title, ...mark }) => ({
    ...mark,
    title: more > 0 ? `${title}, and ${more} more like it` : title,
  }));
}
