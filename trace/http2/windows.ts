import type { Direction } from '../../contract/direction.ts';
import { historyOf } from './history.ts';
import type { ConnectionHistory } from './history.ts';
import type { Trace } from '../trace.ts';

/*
 * Flow-control windows over time (RFC 9113 §6.9), as they follow from what crossed the server's socket.
 *
 * What is exact, and what is inferred: both ends keep the same sum (initial size, plus WINDOW_UPDATE, minus DATA), but each
 * counts a frame when it sends or receives it. The tap is at the server's socket, so the sum here is the server's, up to
 * bytes that a fault holds back beside the tap or that still lie in the server's own queues. The client's is not recorded,
 * only bounded:
 * - server to client: the client counted its WINDOW_UPDATE earlier and will count the DATA later. It believes in this
 *   much or more.
 * - client to server: the client counted its DATA earlier and will count the WINDOW_UPDATE later. It believes in this
 *   much or less.
 * The two agree whenever nothing is under way. A new SETTINGS_INITIAL_WINDOW_SIZE is counted where its acknowledgment
 * crossed, since that is its place in the sender's order of frames (§6.5.3, §6.9.2).
 */

/** A window at a moment. */
export interface WindowReading {
  /** Bytes that may be sent, as the server counts them. At or below 0: none. */
  readonly value: number;
  /** What the client believes in, compared with `value`: that much or more, that much or less. */
  readonly client: 'at-least' | 'at-most';
}

/**
 * What may be sent at a moment: on a stream, or on the whole connection for stream 0. `direction` is that of the DATA, `t`
 * in milliseconds since the recording began. Undefined for a connection that is not HTTP/2 and for a closed stream; an
 * idle stream has the initial size.
 */
export function windowAt(
  trace: Trace,
  conn: number,
  streamId: number,
  direction: Direction,
  t: number,
): WindowReading | undefined {
  const history = historyOf(trace, conn);
  if (!history) return undefined;
  const row = lastRowBy(trace, conn, t);
  if (streamId !== 0 && history.stateAfter(row, streamId) === 'closed') return undefined;
  const value = history.windows[direction].after(row, streamId);
  return { value, client: direction === 'server-to-client' ? 'at-least' : 'at-most' };
}

/** One step of a window. */
export interface WindowStep {
  readonly t: number;
  /** The frame that made the step. */
  readonly row: number;
  /** Bytes that may be sent from here on. */
  readonly value: number;
}

/**
 * Every step of a window by the frame `fromRow` or a later one, in order, without the size it began with (65,535). Nothing
 * for a connection that is not HTTP/2.
 */
export function* windowSteps(
  trace: Trace,
  conn: number,
  streamId: number,
  direction: Direction,
  fromRow = 0,
): Generator<WindowStep, void, undefined> {
  const changes = historyOf(trace, conn)?.windows[direction].changes(streamId, fromRow);
  for (const { row, value } of changes ?? []) yield { t: trace.frames.tEnd(row), row, value };
}

/**
 * A time in which a window was empty and its sender had not ended its half: it could send no DATA. That it wanted to is
 * certain only when DATA followed (`resumedBy`).
 */
export interface BlockedInterval {
  /** The frame that emptied the window, or that opened a stream whose window was empty from the start. */
  readonly fromRow: number;
  readonly from: number;
  /** The frame that ended it; undefined while it lasts. */
  readonly toRow: number | undefined;
  readonly to: number | undefined;
  /** `credit`: the window opened. `ended`: the sender's half, or the stream, was over. `lasting`: neither so far. */
  readonly end: 'credit' | 'ended' | 'lasting';
  /** The first DATA frame after it, on the same stream, or on any for the connection; undefined when none came. */
  readonly resumedBy: number | undefined;
}

/** When a sender could send nothing, in order; see `windowAt` for the parameters. The newest may still last. */
export function blockedIntervals(
  trace: Trace,
  conn: number,
  streamId: number,
  direction: Direction,
): BlockedInterval[] {
  const history = historyOf(trace, conn);
  if (!history) return [];
  const { frames } = trace;
  const over = streamId === 0 ? undefined : history.halfEndedBy(streamId, direction);
  const intervals: BlockedInterval[] = [];
  const waiting: BlockedInterval[] = [];
  let fromRow: number | undefined;
  const close = (toRow: number | undefined, end: BlockedInterval['end']): void => {
    if (fromRow === undefined) return;
    const to = toRow === undefined ? undefined : frames.tEnd(toRow);
    waiting.push({ fromRow, from: frames.tEnd(fromRow), toRow, to, end, resumedBy: undefined });
    fromRow = undefined;
  };
  const settle = (resumedBy: number | undefined): void => {
    for (const interval of waiting.splice(0)) intervals.push({ ...interval, resumedBy });
  };
  for (const { row, value } of stepsFromOpening(history, streamId, direction)) {
    const isData = frames.type(row) === 'DATA' && frames.direction(row) === direction;
    if (isData) settle(row);
    if (over !== undefined && over <= row) break;
    if (value > 0) close(row, 'credit');
    else fromRow ??= row;
  }
  close(over, over === undefined ? 'lasting' : 'ended');
  settle(undefined);
  return intervals;
}

/** The steps of a window; those of a stream begin with the frame that opened it. */
function* stepsFromOpening(history: ConnectionHistory, streamId: number, direction: Direction) {
  const windows = history.windows[direction];
  const opened = streamId === 0 ? -1 : history.openedBy(streamId);
  if (opened === undefined) return;
  if (streamId !== 0) yield { row: opened, value: windows.after(opened, streamId) };
  for (const change of windows.changes(streamId)) if (change.row > opened) yield change;
}

/** The last frame of a connection that had crossed whole by `t`; -1 when there is none. */
function lastRowBy(trace: Trace, conn: number, t: number): number {
  const rows = trace.framesOfConnection(conn);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trace.frames.tEnd(rows.at(middle) as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? -1 : (rows.at(low - 1) as number);
}
