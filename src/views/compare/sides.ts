import { tracePart, type PartOptions, type TracePart } from '../../../trace/diff/part.ts';
import type { Trace } from '../../../trace/trace.ts';
import type { TimeWindow } from '../../layout/timeline-marks.ts';

/** So many frames of a side are compared, the first ones: each is read and written as text, about 25 µs. */
export const MOST_COMPARED = 10_000;

/** What can stand on a side: `whole`, a half, before or in or after the time window, `op:3`, or the other recording. */
export interface SideOption {
  readonly id: string;
  readonly label: string;
}

export interface SideSource {
  readonly trace: Trace;
  /** What is shown of it: nothing later than the moment shown is compared. */
  readonly from: number;
  readonly to: number;
  /** The time window that every view shows. */
  readonly window: TimeWindow;
}

const MOST_OPERATIONS = 50;

const RANGES: Readonly<Record<string, (source: SideSource) => PartOptions>> = {
  whole: ({ from, to }) => ({ from, to }),
  'first-half': ({ from, to }) => ({ from, to: (from + to) / 2 }),
  'second-half': ({ from, to }) => ({ from: (from + to) / 2, to }),
  'before-window': ({ from, to, window }) => ({ from, to: Math.min(to, window.from) }),
  window: ({ from, to, window }) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to) }),
  'after-window': ({ from, to, window }) => ({ from: Math.max(from, window.to), to }),
};

/** What a side can be, of the recording that is shown. */
export function sideOptions({ trace, to }: SideSource): SideOption[] {
  const operations = [...trace.operations.values()].filter(({ issuedAt }) => issuedAt <= to);
  return [
    { id: 'whole', label: 'All of it' },
    { id: 'first-half', label: 'First half of its time' },
    { id: 'second-half', label: 'Second half of its time' },
    { id: 'before-window', label: 'Before the time window' },
    { id: 'window', label: 'In the time window' },
    { id: 'after-window', label: 'After the time window' },
    ...operations.slice(-MOST_OPERATIONS).map(({ id, transport, origin }) => ({
      id: `op:${id}`,
      label: `op ${id}: ${transport}, ${origin ?? 'any'}`,
    })),
  ];
}

/** The part that an option means. An option that is not known means all of it. */
export function sidePart(source: SideSource, id: string): TracePart {
  const bound = { mostFrames: MOST_COMPARED };
  const op = /^op:(\d+)$/.exec(id)?.[1];
  if (op !== undefined) return tracePart(source.trace, { to: source.to, op: Number(op), ...bound });
  const range = (Object.hasOwn(RANGES, id) && RANGES[id]) || RANGES['whole'];
  return tracePart(source.trace, { ...range?.(source), ...bound });
}
