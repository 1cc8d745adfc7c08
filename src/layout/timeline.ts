import type { Connection, Exchange, Operation } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { operationAt } from './at.ts';
import { connectionBars, endingMoments, exchangeBars, faultMarks, operationBars } from './timeline-bars.ts';
import { labMarks } from './timeline-lab-marks.ts';
import type { TimelineLane, TimelineLayout, TimeWindow } from './timeline-marks.ts';
import { timeAxis, timeScale, type TimeScale } from './timeline-scale.ts';
import { joinRows, layoutTicks } from './timeline-ticks.ts';
import { count, formatDuration } from './units.ts';
import { targetWords } from './wires-words.ts';

/** What the Timeline reads of a trace. */
export type TimelineSource = Pick<
  Trace,
  | 'connections'
  | 'operations'
  | 'exchanges'
  | 'frames'
  | 'clearedAt'
  | 'framesOfConnection'
  | 'framesOfExchange'
  | 'labLog'
>;

export const AXIS_HEIGHT = 28;
const LANE_HEIGHT = 24;
/** More are counted, not drawn. */
const MAX_LANES = 200;
const LABEL_WIDTH = 150;
const NARROW_LABEL_WIDTH = 84;
const NARROW_BELOW = 560;

type LaneContent = Omit<TimelineLane, 'y' | 'height'>;

interface View {
  readonly source: TimelineSource;
  readonly now: number;
  readonly window: TimeWindow;
  readonly scale: TimeScale;
}

const touches = (window: TimeWindow, from: number, to: number | undefined): boolean =>
  from <= window.to && (to === undefined || to >= window.from);

function operationLane(view: View, operation: Operation): LaneContent {
  const { source, now, window, scale } = view;
  const exchanges = operation.exchanges.filter((each) => touches(window, each.startedAt, each.endedAt));
  const connections = new Set<Connection>();
  for (const { conn } of exchanges) {
    const connection = source.connections.get(conn);
    if (connection && connection.protocol !== 'http2') connections.add(connection);
  }
  /* A keep-alive connection that ended long after belongs to whoever was on it last. */
  const own = [...connections].filter((connection) => connection.exchanges.at(-1)?.op === operation.id);
  const rows = joinRows(exchanges.map(({ id }) => source.framesOfExchange(id)));
  return {
    key: `op-${operation.id}`,
    op: operation.id,
    conn: operation.exchanges.at(-1)?.conn,
    label: `op ${operation.id}`,
    detail: targetWords(operation.exchanges.at(-1)?.target ?? operation.url),
    bars: operationBars(operation, now, window, scale),
    faults: faultMarks(own, now, window, scale),
    moments: endingMoments(own, now, window, scale),
    ticks: layoutTicks(source.frames, rows, scale, now),
  };
}

function connectionLane(view: View, connection: Connection): LaneContent {
  const { source, now, window, scale } = view;
  const [only] = connection.exchanges;
  const detail =
    connection.protocol === 'http2'
      ? 'HTTP/2'
      : connection.exchanges.length === 1 && only
        ? targetWords(only.target)
        : connection.exchanges.length === 0
          ? 'no request'
          : count(connection.exchanges.length, 'request');
  return {
    key: `conn-${connection.id}`,
    op: undefined,
    conn: connection.id,
    label: `conn ${connection.id}`,
    detail,
    bars: connectionBars(connection, now, window, scale),
    faults: faultMarks([connection], now, window, scale),
    moments: endingMoments([connection], now, window, scale),
    ticks: layoutTicks(source.frames, source.framesOfConnection(connection.id), scale, now),
  };
}

function streamLane(view: View, exchange: Exchange): LaneContent {
  const { source, now, window, scale } = view;
  return {
    key: `exchange-${exchange.id}`,
    op: undefined,
    conn: exchange.conn,
    label: `stream ${exchange.streamId}`,
    detail: targetWords(exchange.target),
    bars: exchangeBars(exchange, now, window, scale),
    faults: [],
    moments: [],
    ticks: layoutTicks(source.frames, source.framesOfExchange(exchange.id), scale, now),
  };
}

/** Whether a connection has a lane of its own: HTTP/2 always, others when no operation's lane shows what is on it. */
const hasOwnLane = (connection: Connection): boolean =>
  connection.protocol === 'http2' || connection.exchanges.every(({ op }) => op === undefined);

/** The lanes in order, each as what lays it out, so that those that are not drawn cost nothing. */
function candidates(view: View): (() => LaneContent)[] {
  const { source, now, window } = view;
  const lanes: (() => LaneContent)[] = [];
  for (const operation of source.operations.values()) {
    if (operationAt(operation, now) === undefined) continue;
    if (operation.closedAt !== undefined && operation.closedAt <= source.clearedAt) continue;
    if (touches(window, operation.issuedAt, operation.closedAt))
      lanes.push(() => operationLane(view, operation));
  }
  for (const connection of source.connections.values()) {
    if (connection.openedAt > now || !touches(window, connection.openedAt, connection.closed?.t)) continue;
    if (hasOwnLane(connection)) lanes.push(() => connectionLane(view, connection));
    if (connection.protocol !== 'http2') continue;
    for (const exchange of connection.exchanges) {
      if (exchange.op !== undefined || exchange.startedAt > now) continue;
      if (touches(window, exchange.startedAt, exchange.endedAt)) lanes.push(() => streamLane(view, exchange));
    }
  }
  return lanes;
}

/**
 * Where everything of the Timeline stands in a picture of `width` pixels that shows `window`, as it was at `now`. One
 * lane an operation, then connections, and streams that no operation asked for. The width of the labels is in `x0`.
 */
export function layoutTimeline(
  source: TimelineSource,
  now: number,
  window: TimeWindow,
  width: number,
): TimelineLayout {
  const x0 = width < NARROW_BELOW ? NARROW_LABEL_WIDTH : LABEL_WIDTH;
  const x1 = Math.max(x0 + 40, width - 14);
  const scale = timeScale(window, x0, x1);
  const all = candidates({ source, now, window, scale });
  const lanes = all.slice(0, MAX_LANES).map((layOut, at) => ({
    ...layOut(),
    y: AXIS_HEIGHT + at * LANE_HEIGHT,
    height: LANE_HEIGHT,
  }));
  return {
    width,
    height: AXIS_HEIGHT + lanes.length * LANE_HEIGHT + 8,
    x0,
    x1,
    axis: timeAxis(scale),
    lanes,
    labMarks: labMarks(source.labLog, now, window, scale),
    hidden: all.length - lanes.length,
    summary: timelineSummary(lanes, window),
  };
}

function timelineSummary(lanes: readonly LaneContent[], window: TimeWindow): string {
  const frames = lanes
    .filter(({ op, key }) => op !== undefined || !key.startsWith('conn-'))
    .reduce((sum, lane) => sum + lane.ticks.reduce((n, tick) => n + tick.frames, 0), 0);
  const operations = lanes.filter(({ op }) => op !== undefined).length;
  const from = formatDuration(window.from);
  const parts = [
    `${from} to ${formatDuration(window.to)}`,
    count(operations, 'operation'),
    count(lanes.length - operations, 'other lane'),
    `${count(frames, 'frame')} in operations and streams`,
  ];
  return `${parts.join(', ')}.`;
}
