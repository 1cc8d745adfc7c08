import type { Connection } from '../../trace/model.ts';
import { historyOf } from '../../trace/http2/history.ts';
import type { Trace } from '../../trace/trace.ts';
import { FLAGS } from '../../wire/http2/frame.ts';
import {
  nextStreamState,
  STREAM_INPUTS,
  STREAM_STATES,
  STREAM_TRANSITIONS,
  type StreamActor,
  type StreamInput,
  type StreamState,
} from '../../wire/http2/stream-state.ts';
import { firstFrameAfter } from './frame-search.ts';

/** A state in the diagram: a box around `x`, `y`, as in RFC 9113 §5.1, figure 2. */
export interface StateBox {
  readonly state: StreamState;
  readonly x: number;
  readonly y: number;
  /** Streams in it at the moment shown; undefined for `idle`, where no stream has begun. */
  readonly streams: number | undefined;
}

/** A way from one state to another, with what leads there. */
export interface StateEdge {
  readonly key: string;
  readonly from: StreamState;
  readonly to: StreamState;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  /** `client: HEADERS`, one a line. */
  readonly labels: readonly string[];
}

/** One step in the life of a stream. */
export interface StreamStep {
  readonly row: number;
  readonly t: number;
  readonly from: StreamState;
  readonly to: StreamState;
  /** `client: HEADERS` */
  readonly by: string;
}

/** A frame that broke a rule of the state diagram. */
export interface InvalidStep {
  readonly row: number;
  readonly streamId: number;
  readonly message: string;
}

export const DIAGRAM = { width: 660, height: 372, boxWidth: 150, boxHeight: 44 } as const;

const PLACES: Readonly<Record<StreamState, readonly [number, number]>> = {
  idle: [330, 26],
  'reserved (local)': [84, 96],
  'reserved (remote)': [576, 96],
  open: [330, 156],
  'half-closed (remote)': [176, 246],
  'half-closed (local)': [484, 246],
  closed: [330, 346],
};

const ACTORS: readonly StreamActor[] = ['client', 'server'];

/** What leads from one state to another, in words; both ends together where it does not matter who. */
function edgeLabels(from: StreamState, to: StreamState): string[] {
  const labels: string[] = [];
  for (const input of STREAM_INPUTS) {
    const by = ACTORS.filter((actor) => {
      const { state, error } = STREAM_TRANSITIONS[from][actor][input];
      return error === undefined && state === to;
    });
    if (by.length === 2) labels.push(`either: ${input}`);
    else if (by[0]) labels.push(`${by[0]}: ${input}`);
  }
  return labels;
}

/** How far from the side of the picture the ways around the half-closed states go. */
const MARGIN = 30;

/** From the edge of one box to that of another, along the line between their middles; from a reserved state around others. */
function edgePath(from: StreamState, to: StreamState) {
  if (from.startsWith('reserved') && to === 'closed') return outerPath(from);
  const [x1, y1] = PLACES[from];
  const [x2, y2] = PLACES[to];
  const clip = (x: number, y: number, dx: number, dy: number): [number, number] => {
    const share = Math.min(
      dx === 0 ? Infinity : DIAGRAM.boxWidth / 2 / Math.abs(dx),
      dy === 0 ? Infinity : DIAGRAM.boxHeight / 2 / Math.abs(dy),
    );
    return [Math.round(x + dx * share), Math.round(y + dy * share)];
  };
  const [ax, ay] = clip(x1, y1, x2 - x1, y2 - y1);
  const [bx, by] = clip(x2, y2, x1 - x2, y1 - y2);
  return { path: `M${ax} ${ay}L${bx} ${by}`, labelX: (ax + bx) / 2, labelY: (ay + by) / 2 };
}

/** Down along the side of the picture, then in to the lowest box. */
function outerPath(from: StreamState) {
  const [x1, y1] = PLACES[from];
  const [x2, y2] = PLACES.closed;
  const isLeft = x1 < x2;
  const side = isLeft ? MARGIN : DIAGRAM.width - MARGIN;
  const end = x2 + (isLeft ? -1 : 1) * (DIAGRAM.boxWidth / 2);
  return {
    path: `M${side} ${y1 + DIAGRAM.boxHeight / 2}V${y2}H${end}`,
    labelX: (side + end) / 2,
    labelY: y2,
  };
}

/** Every way between two states that the table of transitions allows. */
export function stateEdges(): StateEdge[] {
  const edges: StateEdge[] = [];
  for (const from of STREAM_STATES) {
    for (const to of STREAM_STATES) {
      const labels = from === to ? [] : edgeLabels(from, to);
      if (labels.length > 0) edges.push({ key: `${from}>${to}`, from, to, labels, ...edgePath(from, to) });
    }
  }
  return edges;
}

/** The boxes, with how many streams of a connection were in each state at `now`. */
export function stateBoxes(trace: Trace, connection: Connection, now: number): StateBox[] {
  const counts = new Map<StreamState, number>();
  for (const [, state] of streamsAt(trace, connection, now)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return STREAM_STATES.map((state) => {
    const [x, y] = PLACES[state];
    return { state, x, y, streams: state === 'idle' ? undefined : (counts.get(state) ?? 0) };
  });
}

/** The streams that had begun by `now`, and their states then, seen from the server. Newest last. */
export function streamsAt(trace: Trace, connection: Connection, now: number): [number, StreamState][] {
  const history = historyOf(trace, connection.id);
  if (!history) return [];
  const row = firstFrameAfter(trace.frames, now) - 1;
  const found: [number, StreamState][] = [];
  for (const id of connection.streams.keys()) {
    const state = history.stateAfter(row, id);
    if (state !== 'idle') found.push([id, state]);
  }
  return found.sort(([a], [b]) => a - b);
}

const isInput = (type: string): type is StreamInput => (STREAM_INPUTS as readonly string[]).includes(type);

/** How a stream came to be where it was at `now`, step by step: a frame with END_STREAM can take two. */
export function streamPath(trace: Trace, conn: number, streamId: number, now: number): StreamStep[] {
  const { frames } = trace;
  const steps: StreamStep[] = [];
  let state: StreamState = 'idle';
  const move = (row: number, actor: StreamActor, input: StreamInput): void => {
    const next = nextStreamState(state, actor, input);
    if (next.error !== undefined || next.state === state) return;
    steps.push({ row, t: frames.tEnd(row), from: state, to: next.state, by: `${actor}: ${input}` });
    state = next.state;
  };
  const promise = historyOf(trace, conn)?.openedBy(streamId);
  for (const row of trace.framesOfConnection(conn)) {
    if (frames.tEnd(row) > now) break;
    if (row === promise && frames.type(row) === 'PUSH_PROMISE') move(row, 'server', 'PUSH_PROMISE');
    if (frames.streamId(row) !== streamId || frames.layer(row) !== 'http2') continue;
    const type = frames.type(row);
    const actor = frames.direction(row) === 'client-to-server' ? 'client' : 'server';
    if (type === 'PUSH_PROMISE' || !isInput(type)) continue;
    move(row, actor, type);
    if ((type === 'HEADERS' || type === 'DATA') && frames.flags(row) & FLAGS.END_STREAM)
      move(row, actor, 'END_STREAM');
  }
  return steps;
}

const STATE_RULES: ReadonlySet<string> = new Set([
  'http2/stream-state',
  'http2/stream-ended',
  'http2/stream-order',
]);

/** The frames of a connection that broke a rule of the states, up to `now`. */
export function invalidSteps(trace: Trace, conn: number, now: number): InvalidStep[] {
  const found: InvalidStep[] = [];
  for (const [row, diagnostics] of trace.diagnostics) {
    if (trace.frames.conn(row) !== conn || trace.frames.tEnd(row) > now) continue;
    const broken = diagnostics.find(({ code }) => STATE_RULES.has(code));
    if (broken) found.push({ row, streamId: trace.frames.streamId(row), message: broken.message });
  }
  return found;
}
