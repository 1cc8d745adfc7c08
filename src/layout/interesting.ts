import { DIRECTIONS } from '../../contract/direction.ts';
import { blockedIntervals } from '../../trace/http2/windows.ts';
import { http2FrameAt } from '../../trace/redecode.ts';
import { uint32 } from '../../wire/http2/payload.ts';
import type { Trace } from '../../trace/trace.ts';
import { isTrouble } from './wires-words.ts';

/** What one looks for in a long recording. */
export const INTERESTING = ['blocked', 'reconnect', 'error'] as const;
export type Interesting = (typeof INTERESTING)[number];

/** Where something of the kind begins. */
export interface Moment {
  readonly t: number;
  /** The frame that shows it; undefined where no frame does: a connection that was reset. */
  readonly frame: number | undefined;
  readonly conn: number;
}

/** What follows a stream that is closed on purpose, and an answer that is no error. */
const NO_ERROR = 0;
const CANCEL = 8;
const FIRST_ERROR_STATUS = 400;

function* blockedMoments(trace: Trace): Generator<Moment> {
  for (const connection of trace.connections.values()) {
    if (connection.protocol !== 'http2') continue;
    for (const streamId of [0, ...connection.streams.keys()]) {
      for (const direction of DIRECTIONS) {
        for (const { from, fromRow } of blockedIntervals(trace, connection.id, streamId, direction)) {
          yield { t: from, frame: fromRow, conn: connection.id };
        }
      }
    }
  }
}

function* reconnectMoments(trace: Trace): Generator<Moment> {
  for (const { transport, exchanges } of trace.operations.values()) {
    if (transport !== 'sse' && transport !== 'websocket') continue;
    for (const { startedAt, requestFrame, conn } of exchanges.slice(1)) {
      yield { t: startedAt, frame: requestFrame, conn };
    }
  }
}

/** The error code of a GOAWAY (RFC 9113 §6.8: after the last stream), or of a RST_STREAM (§6.4). */
function errorCode(trace: Trace, row: number): number {
  const { payload } = http2FrameAt(trace, row);
  return uint32(payload, trace.frames.type(row) === 'GOAWAY' ? 4 : 0);
}

function* errorMoments(trace: Trace): Generator<Moment> {
  const { frames } = trace;
  const at = (frame: number): Moment => ({ t: frames.tEnd(frame), frame, conn: frames.conn(frame) });
  for (const [frame, diagnostics] of trace.diagnostics) {
    if (diagnostics.some(({ severity }) => severity === 'error')) yield at(frame);
  }
  for (const { status, responseFrame } of trace.exchanges) {
    if (status !== undefined && status >= FIRST_ERROR_STATUS && responseFrame !== undefined)
      yield at(responseFrame);
  }
  for (const connection of trace.connections.values()) {
    if (connection.closed && isTrouble(connection.closed, connection.exchanges)) {
      yield { t: connection.closed.t, frame: undefined, conn: connection.id };
    }
    if (connection.protocol !== 'http2') continue;
    for (const row of trace.framesOfConnection(connection.id)) {
      const type = frames.type(row);
      if (type !== 'RST_STREAM' && type !== 'GOAWAY') continue;
      const code = errorCode(trace, row);
      if (code !== NO_ERROR && code !== CANCEL) yield at(row);
    }
  }
}

const MOMENTS: Readonly<Record<Interesting, (trace: Trace) => Generator<Moment>>> = {
  blocked: blockedMoments,
  reconnect: reconnectMoments,
  error: errorMoments,
};

/**
 * The nearest moment of a kind after `t` (1), or before it (-1), none later than `now` and none before the last clear.
 * Undefined when there is none. Looks through the whole recording: call it when somebody asks.
 */
export function nextInteresting(
  trace: Trace,
  kind: Interesting,
  t: number,
  direction: 1 | -1,
  now: number,
): Moment | undefined {
  let best: Moment | undefined;
  for (const moment of MOMENTS[kind](trace)) {
    if (moment.t > now || moment.t < trace.clearedAt || (moment.t - t) * direction <= 0) continue;
    if (!best || (moment.t - best.t) * direction < 0) best = moment;
  }
  return best;
}
