import type { Direction } from '../../contract/direction.ts';
import type { Connection, Http2Stream } from '../../trace/model.ts';
import { blockedIntervals, windowSteps, type BlockedInterval } from '../../trace/http2/windows.ts';
import type { Trace } from '../../trace/trace.ts';
import { DEFAULT_WINDOW_SIZE } from '../../wire/http2/connection/flow-control.ts';
import { formatNumber } from '../../wire/format.ts';
import { overlaps } from './shown-time.ts';
import type { AxisTick, TimeWindow } from './timeline-marks.ts';
import { timeAxis, timeScale, type TimeScale } from './timeline-scale.ts';
import { count, formatDuration } from './units.ts';
import { targetWords } from './wires-words.ts';

/** The newest step of a pixel column, and where it stands. */
export interface StepMark {
  readonly x: number;
  readonly y: number;
  readonly t: number;
  /** The frame that made it. */
  readonly row: number;
  /** Bytes that may be sent from here on. */
  readonly value: number;
}

export interface BlockedMark {
  readonly x: number;
  readonly width: number;
  /** The frame that emptied the window. */
  readonly row: number;
  readonly lasting: boolean;
  readonly title: string;
}

/** One window over time: of the connection (stream 0) or of a stream, for the DATA of one direction. */
export interface WindowChart {
  readonly key: string;
  readonly streamId: number;
  readonly direction: Direction;
  readonly label: string;
  readonly detail: string;
  /** What may be sent at the end of the time shown; undefined when the stream is closed by then. */
  readonly value: number | undefined;
  /** The highest and the lowest value drawn; the scale begins at 0, or below where the window was. */
  readonly highest: number;
  readonly lowest: number;
  /** SVG paths: the step line, and the area between it and zero. */
  readonly line: string;
  readonly area: string;
  readonly zeroY: number;
  /** By rising `x`. At most one a pixel column. */
  readonly steps: readonly StepMark[];
  /** How many frames changed it in the time shown. */
  readonly changes: number;
  readonly blocked: readonly BlockedMark[];
  /** How long nothing could be sent in the time shown, in milliseconds. */
  readonly blockedMs: number;
}

export interface WindowsLayout {
  readonly x0: number;
  readonly x1: number;
  readonly axis: readonly AxisTick[];
  readonly charts: readonly WindowChart[];
  /** Windows that stayed as they were, of which nothing is drawn. */
  readonly still: number;
  /** Windows left out to keep the picture readable: those of the oldest streams. */
  readonly hidden: number;
  readonly summary: string;
}

export const CHART_HEIGHT = 64;
/** Room above the highest value and below the lowest. */
const PAD = 5;
const MAX_CHARTS = 60;

interface View {
  readonly trace: Trace;
  readonly conn: number;
  readonly window: TimeWindow;
  readonly scale: TimeScale;
}

interface Step {
  readonly t: number;
  readonly row: number;
  readonly value: number;
}

const DIRECTIONS: readonly Direction[] = ['server-to-client', 'client-to-server'];

/** The part of the window in which the stream was there; the connection always is. Undefined when it was not. */
function lifeOf(window: TimeWindow, stream: Http2Stream | undefined): TimeWindow | undefined {
  if (!stream) return window;
  if (!overlaps(window, stream.openedAt, stream.closedAt)) return undefined;
  return {
    from: Math.max(window.from, stream.openedAt),
    to: Math.min(window.to, stream.closedAt ?? window.to),
  };
}

/** Everything one window ever did, as of so many frames of its connection. */
interface Past {
  readonly frames: number;
  readonly steps: readonly Step[];
  readonly blocked: readonly BlockedInterval[];
}

/** Windows looked at last are kept, so that moving in a recording does not go through all of its frames each time. */
const MOST_KEPT = 128;
const pasts = new WeakMap<Trace, Map<string, Past>>();

function pastOf({ trace, conn }: View, streamId: number, direction: Direction): Past {
  let ofTrace = pasts.get(trace);
  if (!ofTrace) pasts.set(trace, (ofTrace = new Map<string, Past>()));
  const key = `${conn} ${streamId} ${direction}`;
  const frames = trace.framesOfConnection(conn).length;
  const known = ofTrace.get(key);
  if (known?.frames === frames) return known;
  const past = {
    frames,
    steps: [...windowSteps(trace, conn, streamId, direction)],
    blocked: blockedIntervals(trace, conn, streamId, direction),
  };
  if (ofTrace.size >= MOST_KEPT) ofTrace.clear();
  ofTrace.set(key, past);
  return past;
}

/** The value at the beginning, and the steps after it. */
function stepsWithin(past: Past, life: TimeWindow) {
  let first = DEFAULT_WINDOW_SIZE;
  const steps: Step[] = [];
  for (const step of past.steps) {
    if (step.t > life.to) break;
    if (step.t < life.from) first = step.value;
    else steps.push(step);
  }
  return { first, steps };
}

/** The step line, with the extremes of each pixel column kept, so that 100,000 steps cost no more than the columns. */
function drawSteps(
  first: number,
  steps: readonly Step[],
  life: TimeWindow,
  scale: TimeScale,
  y: (v: number) => number,
) {
  const start = scale(life.from);
  const marks: StepMark[] = [];
  let path = `M${round(start)} ${round(y(first))}`;
  for (let at = 0; at < steps.length;) {
    const x = Math.max(start, Math.floor(scale((steps[at] as Step).t) * 2) / 2);
    let low = Infinity;
    let high = -Infinity;
    let last = steps[at] as Step;
    for (; at < steps.length; at++) {
      const step = steps[at] as Step;
      if (scale(step.t) >= x + 1) break;
      low = Math.min(low, step.value);
      high = Math.max(high, step.value);
      last = step;
    }
    path += `H${round(x)}`;
    if (high > last.value) path += `V${round(y(high))}`;
    if (low < last.value) path += `V${round(y(low))}`;
    path += `V${round(y(last.value))}`;
    marks.push({ x, y: y(last.value), t: last.t, row: last.row, value: last.value });
  }
  const end = scale(life.to);
  path += `H${round(end)}`;
  return { line: path, area: `${path}V${round(y(0))}H${round(start)}Z`, marks };
}

const round = (n: number): number => Math.round(n * 10) / 10;

function blockedMarks(view: View, past: Past, direction: Direction, life: TimeWindow) {
  const { scale } = view;
  const marks: BlockedMark[] = [];
  let blockedMs = 0;
  for (const interval of past.blocked) {
    if (!overlaps(life, interval.from, interval.to)) continue;
    const from = Math.max(interval.from, life.from);
    const lasting = interval.to === undefined || interval.to > view.window.to;
    const to = Math.min(interval.to ?? life.to, life.to);
    blockedMs += to - from;
    const x = scale(from);
    marks.push({
      x,
      width: Math.max(1, scale(to) - x),
      row: interval.fromRow,
      lasting,
      title: blockedWords(interval, direction, lasting, (lasting ? to : (interval.to ?? to)) - interval.from),
    });
  }
  return { blocked: marks, blockedMs };
}

/** What an empty window did: `The server could send no DATA for 320 ms`. Whether it wanted to is said only where it is known. */
function blockedWords(
  interval: BlockedInterval,
  direction: Direction,
  lasting: boolean,
  length: number,
): string {
  const sender = direction === 'server-to-client' ? 'server' : 'client';
  const words = `The ${sender} could send no DATA for ${formatDuration(length)}`;
  if (lasting) return `${words} so far.`;
  if (interval.end === 'ended') return `${words}, until its half was over.`;
  return interval.resumedBy === undefined
    ? `${words}. Nothing shows that it wanted to.`
    : `${words}. DATA followed once the window opened.`;
}

function chartOf(
  view: View,
  stream: Http2Stream | undefined,
  direction: Direction,
  life: TimeWindow,
): WindowChart | undefined {
  const streamId = stream?.id ?? 0;
  const past = pastOf(view, streamId, direction);
  const { first, steps } = stepsWithin(past, life);
  const { blocked, blockedMs } = blockedMarks(view, past, direction, life);
  if (steps.length === 0 && blocked.length === 0) return undefined;
  let highest = first;
  let lowest = first;
  for (const { value } of steps) {
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
  }
  const top = Math.max(1, highest);
  const bottom = Math.min(0, lowest);
  const y = (value: number): number => PAD + ((top - value) / (top - bottom)) * (CHART_HEIGHT - PAD - PAD);
  const { line, area, marks } = drawSteps(first, steps, life, view.scale, y);
  const isClosed = stream?.closedAt !== undefined && stream.closedAt <= view.window.to;
  return {
    key: `${streamId}-${direction}`,
    streamId,
    direction,
    label: streamId === 0 ? 'connection' : `stream ${streamId}`,
    detail: stream?.exchange ? targetWords(stream.exchange.target) : 'all streams together',
    value: isClosed ? undefined : (steps.at(-1)?.value ?? first),
    highest,
    lowest,
    line,
    area,
    zeroY: y(0),
    steps: marks,
    changes: steps.length,
    blocked,
    blockedMs,
  };
}

/**
 * The flow-control windows of an HTTP/2 connection during `window`, in a picture of `width` pixels. The connection first,
 * then its streams by identifier, the server's DATA before the client's. No charts for another kind of connection.
 */
export function layoutWindows(
  trace: Trace,
  connection: Connection,
  window: TimeWindow,
  width: number,
): WindowsLayout {
  const x0 = 0;
  const x1 = Math.max(x0 + 60, width);
  const scale = timeScale(window, x0, x1);
  const view: View = { trace, conn: connection.id, window, scale };
  const charts: WindowChart[] = [];
  let still = 0;
  const streams = [...connection.streams.values()]
    .filter((stream) => lifeOf(window, stream) !== undefined)
    .sort((a, b) => a.id - b.id);
  const kept = streams.slice(-MAX_CHARTS / DIRECTIONS.length);
  for (const stream of [undefined, ...kept]) {
    const life = lifeOf(window, stream) as TimeWindow;
    for (const direction of DIRECTIONS) {
      const chart = chartOf(view, stream, direction, life);
      if (chart) charts.push(chart);
      else still += 1;
    }
  }
  const hidden = (streams.length - kept.length) * DIRECTIONS.length;
  return { x0, x1, axis: timeAxis(scale), charts, still, hidden, summary: windowsSummary(charts, still) };
}

function windowsSummary(charts: readonly WindowChart[], still: number): string {
  const blocked = charts.filter((chart) => chart.blocked.length > 0);
  const parts = [
    `${count(charts.length, 'window')} moved`,
    `${still} did not`,
    blocked.length === 0
      ? 'none was empty'
      : `${blocked.length} ran empty: ${blocked.map((chart) => `${chart.label}, ${formatDuration(chart.blockedMs)}`).join('; ')}`,
  ];
  return `${parts.join(', ')}.`;
}

/** The step at or before `x`; undefined before the first. */
export function stepAt(chart: WindowChart, x: number): StepMark | undefined {
  let low = 0;
  let high = chart.steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chart.steps[middle] as StepMark).x <= x) low = middle + 1;
    else high = middle;
  }
  return chart.steps[low - 1];
}

/** What both ends count: the server's number is exact, of the client's only a bound is known (see trace/http2/windows.ts). */
export function beliefWords(chart: Pick<WindowChart, 'direction' | 'value'>): {
  readonly server: string;
  readonly client: string;
} {
  if (chart.value === undefined) return { server: 'closed', client: 'closed' };
  const value = formatNumber(chart.value);
  return { server: value, client: chart.direction === 'server-to-client' ? `≥ ${value}` : `≤ ${value}` };
}
