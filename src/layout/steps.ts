import { DIRECTIONS } from '../../contract/direction.ts';
import type { Trace } from '../../trace/trace.ts';
import { firstFrameAfter, firstFrameAt } from './frame-search.ts';

/** By what a step goes: to the next frame, the next chunk on any connection, or the next thing that happened. */
export const STEP_UNITS = ['frame', 'chunk', 'event'] as const;
export type StepUnit = (typeof STEP_UNITS)[number];

export type StepSource = Pick<
  Trace,
  'frames' | 'connections' | 'operations' | 'exchanges' | 'rawSource' | 'clearedAt'
>;

/** Where a step leads: a moment, and with steps by frame the frame that was complete then. */
export interface Step {
  readonly t: number;
  readonly frame: number | undefined;
}

/**
 * One step forward (1) or back (-1) from `now`; undefined when there is nothing further that way. `selected`: the frame a
 * step by frame goes on from when it is of this very moment, since several frames can come in one chunk.
 */
export function stepFrom(
  source: StepSource,
  now: number,
  selected: number | undefined,
  unit: StepUnit,
  direction: 1 | -1,
): Step | undefined {
  if (unit === 'frame') return stepByFrame(source, now, selected, direction);
  const times = unit === 'chunk' ? chunkTimes(source, now, direction) : eventTimes(source);
  let best: number | undefined;
  for (const t of times) {
    if (t === undefined || t < source.clearedAt || (t - now) * direction <= 0) continue;
    if (best === undefined || (t - best) * direction < 0) best = t;
  }
  return best === undefined ? undefined : { t: best, frame: undefined };
}

function stepByFrame(
  { frames, clearedAt }: StepSource,
  now: number,
  selected: number | undefined,
  direction: 1 | -1,
): Step | undefined {
  const isHere = selected !== undefined && selected < frames.length && frames.tEnd(selected) === now;
  const from = isHere
    ? selected
    : direction > 0
      ? firstFrameAfter(frames, now) - 1
      : firstFrameAt(frames, now);
  const frame = from + direction;
  if (frame < 0 || frame >= frames.length || frames.tEnd(frame) < clearedAt) return undefined;
  return { t: frames.tEnd(frame), frame };
}

function* chunkTimes(source: StepSource, now: number, direction: 1 | -1): Generator<number | undefined> {
  for (const conn of source.connections.keys()) {
    for (const way of DIRECTIONS) {
      const raw = source.rawSource(conn, way);
      yield direction > 0 ? raw?.chunkTimeAfter(now) : raw?.chunkTimeBefore(now);
    }
  }
}

/** When something happened to a connection, a request or an operation: opened, answered, ended, faults on and off. */
function* eventTimes(source: StepSource): Generator<number | undefined> {
  for (const { openedAt, readyAt, endings, closed, faultLog } of source.connections.values()) {
    yield openedAt;
    yield readyAt;
    for (const { t } of endings) yield t;
    yield closed?.t;
    for (const { t } of faultLog) yield t;
  }
  for (const { startedAt, respondedAt, endedAt } of source.exchanges) {
    yield startedAt;
    yield respondedAt;
    yield endedAt;
  }
  for (const { issuedAt, events, closedAt } of source.operations.values()) {
    yield issuedAt;
    for (const { t } of events) yield t;
    yield closedAt;
  }
}
