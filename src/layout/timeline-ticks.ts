import type { Rows } from '../../trace/lists.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Layer } from '../../wire/frame.ts';
import { colourOfFrame } from './colour.ts';
import { firstWhere } from './frame-search.ts';
import type { TickMark } from './timeline-marks.ts';
import type { TimeScale } from './timeline-scale.ts';

type Frames = Trace['frames'];

const INNER: ReadonlySet<Layer> = new Set(['sse', 'websocket']);

/** What was complete at the moment shown is drawn, what came later is not. No clock is read as finely as this. */
const JUST_AFTER_MS = 1e-6;

/**
 * The first place in `rows`, from `from` on, whose frame was complete at `t` or later. Rows are in that order. It looks in
 * steps that grow before it halves them: the next pixel column is nearly always near.
 */
function lowerBound(frames: Frames, rows: Rows, t: number, from: number): number {
  let reach = 1;
  while (from + reach < rows.length && frames.tEnd(rows.at(from + reach) as number) < t) reach *= 2;
  let low = from + (reach >> 1);
  let high = Math.min(rows.length, from + reach + 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.tEnd(rows.at(middle) as number) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One mark per pixel column for the frames from the place `at` in `rows` up to `end`. */
function ticksBetween(frames: Frames, rows: Rows, scale: TimeScale, at: number, end: number): TickMark[] {
  const [x0 = 0, x1 = 0] = scale.range();
  const [t0 = 0, t1 = 0] = scale.domain();
  /* Reckoned here: the scale does the same, but for a thousand columns of every lane it takes most of the time. */
  const perMs = (x1 - x0) / (t1 - t0);
  const columnOf = (t: number): number => Math.floor(x0 + (t - t0) * perMs);
  const timeAt = (x: number): number => t0 + (x - x0) / perMs;
  const ticks: TickMark[] = [];
  while (at < end) {
    const frame = rows.at(at) as number;
    const column = columnOf(frames.tEnd(frame));
    const next = Math.max(at + 1, Math.min(end, lowerBound(frames, rows, timeAt(column + 1), at + 1)));
    const last = ticks.at(-1);
    /* Rounding may put the last frames of a column after its computed end. */
    const joins = last?.x === column ? ticks.pop() : undefined;
    const newest = rows.at(next - 1) as number;
    const first = joins?.first ?? frame;
    /* An event or message matters more than what wraps it, which may be complete before it or after. */
    const shown = [newest, frame].find((row) => INNER.has(frames.layer(row))) ?? newest;
    const colour = colourOfFrame(frames.layer(shown));
    ticks.push({
      x: column,
      colour,
      first,
      last: newest,
      frame: shown,
      frames: (joins?.frames ?? 0) + next - at,
    });
    at = next;
  }
  return ticks;
}

interface KeptTicks {
  readonly length: number;
  readonly place: string;
  readonly ticks: readonly TickMark[];
}
const kept = new WeakMap<Rows, KeptTicks>();

/** All ticks within the scale's range. They are kept, since a moment that moves in a window cuts them elsewhere only. */
function allTicks(frames: Frames, rows: Rows, scale: TimeScale): readonly TickMark[] {
  const place = [...scale.domain(), ...scale.range()].join(' ');
  const found = kept.get(rows);
  if (found?.length === rows.length && found.place === place) return found.ticks;
  const [t0 = 0, t1 = 0] = scale.domain();
  const at = lowerBound(frames, rows, t0, 0);
  const ticks = ticksBetween(frames, rows, scale, at, lowerBound(frames, rows, t1, at));
  kept.set(rows, { length: rows.length, place, ticks });
  return ticks;
}

/**
 * The frames of `rows` that were complete within the scale's range, and at `now`, reduced to one mark per pixel column.
 * The work grows with the columns, not with the frames: each step jumps to the first frame of the next column by binary
 * search.
 */
export function layoutTicks(
  frames: Frames,
  rows: Rows,
  scale: TimeScale,
  now = Number.POSITIVE_INFINITY,
): readonly TickMark[] {
  const all = allTicks(frames, rows, scale);
  const to = now + JUST_AFTER_MS;
  const whole = firstWhere(all.length, (at) => frames.tEnd((all[at] as TickMark).last) >= to);
  const cut = all[whole];
  if (!cut) return all;
  const at = firstWhere(rows.length, (place) => (rows.at(place) as number) >= cut.first);
  const part = ticksBetween(frames, rows, scale, at, lowerBound(frames, rows, to, at));
  return [...all.slice(0, whole), ...part];
}

/** The tick nearest to `x`, not farther than `reach` pixels; undefined when there is none. */
export function nearestTick(ticks: readonly TickMark[], x: number, reach: number): TickMark | undefined {
  let best: TickMark | undefined;
  for (const tick of ticks) {
    const distance = Math.abs(tick.x + 0.5 - x);
    if (distance <= reach && (!best || distance < Math.abs(best.x + 0.5 - x))) best = tick;
  }
  return best;
}

interface KeptRows {
  readonly lists: readonly Rows[];
  readonly joined: Rows;
}
const keptRows = new WeakMap<Rows, KeptRows>();

/** Row lists of several exchanges as one, in order. The same one again as long as nothing was added to any of them. */
export function joinRows(lists: readonly Rows[]): Rows {
  const [first] = lists;
  if (!first) return new Uint32Array();
  if (lists.length === 1) return first;
  const length = lists.reduce((sum, list) => sum + list.length, 0);
  const found = keptRows.get(first);
  if (found?.joined.length === length && lists.every((list, at) => list === found.lists[at]))
    return found.joined;
  const joined = new Uint32Array(length);
  let at = 0;
  for (const list of lists) {
    for (const row of list) joined[at++] = row;
  }
  joined.sort();
  keptRows.set(first, { lists, joined });
  return joined;
}
