import type { Direction } from '../../contract/direction.ts';
import type { Connection, Http2Stream } from '../../trace/model.ts';
import type { BlockedInterval } from '../../trace/http2/windows.ts';
import type { Trace } from '../../trace/trace.ts';
import { DEFAULT_WINDOW_SIZE } from '../../wire/http2/connection/flow-control.ts';
import { formatNumber } from '../../wire/format.ts';
import { firstWhere } from './frame-search.ts';
import { overlaps } from './shown-time.ts';
import type { AxisTick, TimeWindow } from './timeline-marks.ts';
import { timeAxis, timeScale, type TimeScale } from './timeline-scale.ts';
import { count, formatDuration } from './units.ts';
import { windowPast, type WindowPast } from './window-past.ts';
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

/** The value at the beginning of a life, and which of the steps are in it. */
interface Within {
  readonly first: number;
  readonly from: number;
  readonly end: number;
}

function stepsWithin({ steps }: WindowPast, life: TimeWindow): Within {
  const from = firstWhere(steps.length, (at) => steps.t(at) >= life.from);
  const end = firstWhere(steps.length, (at) => steps.t(at) > life.to);
  return { first: from === 0 ? DEFAULT_WINDOW_SIZE : steps.value(from - 1), from, end: Math.max(from, end) };
}

/**
 * The step line, with the extremes of each pixel column kept, so that 100,000 steps cost no more than the columns: where a
 * column ends is found by binary search, and its extremes are read off blocks.
 */
function drawSteps(
  { steps }: WindowPast,
  { first, from, end }: Within,
  life: TimeWindow,
  scale: TimeScale,
  y: (v: number) => number,
) {
  const start = scale(life.from);
  const marks: StepMark[] = [];
  let path = `M${round(start)} ${round(y(first))}`;
  for (let at = from; at < end;) {
    const x = Math.max(start, Math.floor(scale(steps.t(at)) * 2) / 2);
    let next = Math.max(at + 1, steps.firstAt(scale.invert(x + 1), at + 1, end));
    /* Rounding may put the last steps of a column behind its computed end. */
    while (next < end && scale(steps.t(next)) < x + 1) next += 1;
    const { low, high } = steps.range(at, next);
    const value = steps.value(next - 1);
    path += `H${round(x)}`;
    if (high > value) path += `V${round(y(high))}`;
    if (low < value) path += `V${round(y(low))}`;
    path += `V${round(y(value))}`;
    marks.push({ x, y: y(value), t: steps.t(next - 1), row: steps.row(next - 1), value });
    at = next;
  }
  const last = scale(life.to);
  path += `H${round(last)}`;
  return { line: path, area: `${path}V${round(y(0))}H${round(start)}Z`, marks };
}

const round = (n: number): number => Math.round(n * 10) / 10;

function blockedMarks(view: View, past: WindowPast, direction: Direction, life: TimeWindow) {
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
  const past = windowPast(view.trace, view.conn, streamId, direction);
  const within = stepsWithin(past, life);
  const { first, from, end } = within;
  const { blocked, blockedMs } = blockedMarks(view, past, direction, life);
  if (from === end && blocked.length === 0) return undefined;
  const range = past.steps.range(from, end);
  const highest = Math.max(first, range.high);
  const lowest = Math.min(first, range.low);
  const top = Math.max(1, highest);
  const bottom = Math.min(0, lowest);
  const y = (value: number): number => PAD + ((top - value) / (top - bottom)) * (CHART_HEIGHT - PAD - PAD);
  const { line, area, marks } = drawSteps(past, within, life, view.scale, y);
  const isClosed = stream?.closedAt !== undefined && stream.closedAt <= view.window.to;
  return {
    key: `${streamId}-${direction}`,
    streamId,
    direction,
    label: streamId === 0 ? 'connection' : `stream ${streamId}`,
    detail: stream?.exchange ? targetWords(stream.exchange.target) : 'all streams together',
    value: isClosed ? undefined : end > from ? past.steps.value(end - 1) : first,
    highest,
    lowest,
    line,
    area,
    zeroY: y(0),
    steps: marks,
    changes: end - from,
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
