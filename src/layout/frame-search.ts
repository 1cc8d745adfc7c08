import type { Trace } from '../../trace/trace.ts';

type Frames = Pick<Trace['frames'], 'length' | 'tEnd'>;

/** The first frame that was complete at `t` or later; the table's length when there is none. Rows are in that order. */
export function firstFrameAt(frames: Frames, t: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.tEnd(middle) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first frame that was complete after `t`: so many frames had crossed the tap by then. */
export function firstFrameAfter(frames: Frames, t: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.tEnd(middle) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first number below `length` of which `holds` is true, where it is false of all before; `length` when it is of none. */
export function firstWhere(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
