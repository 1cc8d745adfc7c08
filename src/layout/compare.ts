import type { DiffKind, FrameDiff } from '../../trace/diff/diff.ts';
import type { TracePart } from '../../trace/diff/part.ts';
import type { Layer } from '../../wire/frame.ts';

/** Two parts that are laid over each other: times count from the first frame of each. */
export interface Pair {
  readonly a: TracePart;
  readonly b: TracePart;
}

/** A line of a comparison: two frames side by side, or so many that are the same, folded. */
export type CompareRow =
  | { readonly kind: 'frames'; readonly diff: FrameDiff; readonly key: string }
  | { readonly kind: 'fold'; readonly count: number; readonly key: string };

/** Frames as lines. Runs of the same are folded unless `all` is asked for; a run of one stands as it is. */
export function compareRows(frames: readonly FrameDiff[], all: boolean): CompareRow[] {
  const rows: CompareRow[] = [];
  let run: FrameDiff[] = [];
  const line = (diff: FrameDiff): CompareRow => ({
    kind: 'frames',
    diff,
    key: `${diff.a ?? ''}:${diff.b ?? ''}`,
  });
  const settle = (): void => {
    const [first] = run;
    if (first && run.length === 1) rows.push(line(first));
    else if (first) rows.push({ kind: 'fold', count: run.length, key: `fold ${first.a}` });
    run = [];
  };
  for (const diff of frames) {
    if (diff.kind === 'same' && !all) run.push(diff);
    else {
      settle();
      rows.push(line(diff));
    }
  }
  settle();
  return rows;
}

/** A mark on the strip of an exchange: `a` above the line, `b` below. */
export interface StripMark {
  readonly side: 'a' | 'b';
  /** From 0, the start of both, to 1, the end of the longer one. */
  readonly x: number;
  readonly layer: Layer;
  readonly kind: DiffKind;
}

const PLACES = 500;
/* Of several frames in one place what differs is drawn, and an inner layer before those around it. */
const WEIGHT: Readonly<Record<DiffKind, number>> = { same: 0, changed: 1, 'only-a': 2, 'only-b': 2 };

/** How long the longer of two parts lasts, in milliseconds; 1 at least. */
export function pairSpan({ a, b }: Pair): number {
  const last = ({ trace, rows, start }: TracePart): number =>
    rows.reduce((latest, row) => Math.max(latest, trace.frames.t(row) - start), 0);
  return Math.max(1, last(a), last(b));
}

/** The frames of an exchange on the time that both parts share. At most `PLACES` marks a side. */
export function compareStrip(pair: Pair, frames: readonly FrameDiff[], spanMs: number): StripMark[] {
  const marks = new Map<string, StripMark>();
  for (const diff of frames) {
    for (const side of ['a', 'b'] as const) {
      const frame = diff[side];
      if (frame === undefined) continue;
      const { trace, start } = pair[side];
      const place = Math.round(((trace.frames.t(frame) - start) / spanMs) * PLACES);
      const before = marks.get(`${side} ${place}`);
      if (before && WEIGHT[before.kind] > WEIGHT[diff.kind]) continue;
      marks.set(`${side} ${place}`, {
        side,
        x: place / PLACES,
        layer: trace.frames.layer(frame),
        kind: diff.kind,
      });
    }
  }
  return [...marks.values()];
}
