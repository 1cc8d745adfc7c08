import { opposite, type Direction } from '../../contract/direction.ts';
import { ConnectionState } from '../../wire/http2/connection/connection-state.ts';
import { DEFAULT_WINDOW_SIZE } from '../../wire/http2/connection/flow-control.ts';
import { FRAME_HEADER_BYTES, FRAME_TYPES } from '../../wire/http2/frame.ts';
import { promisedStreamId } from '../../wire/http2/payload.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { STREAM_STATES, type StreamState } from '../../wire/http2/stream-state.ts';
import type { Trace } from '../trace.ts';
import { Columns } from './columns.ts';

/*
 * What streams and windows were after each frame is not kept with the frames: it follows from them. The history of a
 * connection is worked out from its rows when someone first looks, and goes on from there as frames come.
 */

const SENDERS = { 'client-to-server': 'client', 'server-to-client': 'server' } as const;
const NO_BYTES = new Uint8Array(0);
/** Frame types whose payload says something about streams or windows. */
const READ_PAYLOAD: ReadonlySet<string> = new Set(['SETTINGS', 'WINDOW_UPDATE', 'PUSH_PROMISE']);
const TYPE_CODES: Readonly<Record<string, number>> = FRAME_TYPES;

/** A window after a change: `row` is the frame that changed it. */
export interface WindowChange {
  readonly row: number;
  readonly value: number;
}

/**
 * The changes of the windows for the DATA of one direction. A change of SETTINGS_INITIAL_WINDOW_SIZE is one entry for all
 * streams, so a stream's window is what it is away from the initial size, plus that size at the time.
 */
export class WindowHistory {
  readonly connection = new Columns();
  readonly initial = new Columns();
  readonly #streams = new Map<number, Columns>();

  /** How far a stream was from the initial size. Undefined for a stream whose window never changed on its own. */
  offsets(streamId: number): Columns | undefined {
    return this.#streams.get(streamId);
  }

  addOffset(streamId: number, row: number, offset: number): void {
    let columns = this.#streams.get(streamId);
    if (!columns) this.#streams.set(streamId, (columns = new Columns()));
    columns.push(row, offset);
  }

  /** The window just after the frame `row`, or before it with `row - 1`. Stream 0 is the connection. */
  after(row: number, streamId: number): number {
    if (streamId === 0) return this.connection.at(row) ?? DEFAULT_WINDOW_SIZE;
    const offset = this.offsets(streamId)?.at(row) ?? 0;
    return (this.initial.at(row) ?? DEFAULT_WINDOW_SIZE) + offset;
  }

  /**
   * Every change of a window by the frame `fromRow` or a later one, in order; stream 0 is the connection. A new initial size
   * changes each stream.
   */
  *changes(streamId: number, fromRow = 0): Generator<WindowChange, void, undefined> {
    const own = streamId === 0 ? this.connection : this.offsets(streamId);
    const initial = streamId === 0 ? undefined : this.initial;
    let at = own?.firstFrom(fromRow) ?? 0;
    let next = initial?.firstFrom(fromRow) ?? 0;
    let base = initial ? (initial.at(fromRow - 1) ?? DEFAULT_WINDOW_SIZE) : 0;
    let offset = own?.at(fromRow - 1) ?? 0;
    while (at < (own?.length ?? 0) || next < (initial?.length ?? 0)) {
      const ownRow = own?.rowAt(at) ?? Infinity;
      const initialRow = initial?.rowAt(next) ?? Infinity;
      if (ownRow < initialRow) offset = own?.valueAt(at++) ?? 0;
      else base = initial?.valueAt(next++) ?? 0;
      yield { row: Math.min(ownRow, initialRow), value: base + offset };
    }
  }
}

/** Streams and windows of one HTTP/2 connection over time, seen by the tap. */
export class ConnectionHistory {
  readonly windows: Readonly<Record<Direction, WindowHistory>> = {
    'client-to-server': new WindowHistory(),
    'server-to-client': new WindowHistory(),
  };
  readonly #trace: Trace;
  readonly #conn: number;
  readonly #state = new ConnectionState();
  /** How many of the connection's frames are worked in. */
  #read = 0;
  /** By stream: the number of the state in STREAM_STATES, where it changed. */
  readonly #states = new Map<number, Columns>();

  constructor(trace: Trace, conn: number) {
    this.#trace = trace;
    this.#conn = conn;
  }

  /** Works in the frames that came since the last time. */
  catchUp(): this {
    const rows = this.#trace.framesOfConnection(this.#conn);
    for (; this.#read < rows.length; this.#read++) this.#apply(rows.at(this.#read) as number);
    return this;
  }

  /** The state of a stream just after the frame `row`, seen from the server. */
  stateAfter(row: number, streamId: number): StreamState {
    const state = this.#states.get(streamId)?.at(row);
    return STREAM_STATES[state ?? 0] as StreamState;
  }

  /** The frame that took a stream out of idle; undefined while nothing did. */
  openedBy(streamId: number): number | undefined {
    return this.#states.get(streamId)?.rowAt(0);
  }

  /** The frame with which the sender of a direction ended its half of a stream, or the stream ended; undefined so far. */
  halfEndedBy(streamId: number, direction: Direction): number | undefined {
    const states = this.#states.get(streamId);
    const half = direction === 'client-to-server' ? 'half-closed (remote)' : 'half-closed (local)';
    for (let index = 0; index < (states?.length ?? 0); index++) {
      const state = STREAM_STATES[states?.valueAt(index) ?? 0];
      if (state === half || state === 'closed') return states?.rowAt(index);
    }
    return undefined;
  }

  #apply(row: number): void {
    const { frames } = this.#trace;
    if (frames.layer(row) !== 'http2') return;
    const type = frames.type(row);
    const typeCode = TYPE_CODES[type];
    if (typeCode === undefined) return;
    const direction = frames.direction(row);
    const actor = SENDERS[direction];
    const streamId = frames.streamId(row);
    const flags = frames.flags(row);
    const length = frames.lengthOf(row);
    const payload = READ_PAYLOAD.has(type) ? payloadOf(this.#trace, row) : NO_BYTES;
    const frame = { typeCode, flags, streamId, length, payload };
    if (streamId !== 0) this.#noteState(row - 1, streamId);
    const before = this.#state.streams.state(streamId);
    const isLive = before !== 'idle' && before !== 'closed';
    const offset = this.#state.windows[actor].offset(streamId);
    for (const { id, value } of this.#state.apply(actor, frame)) {
      if (id === SETTINGS.INITIAL_WINDOW_SIZE) this.windows[direction].initial.push(row, value);
    }
    if (typeCode === FRAME_TYPES.DATA && length > 0) {
      const history = this.windows[direction];
      history.connection.push(row, this.#state.windows[actor].connection);
      /* The last DATA of a stream counts, too, though nothing is kept of the stream after it. */
      if (isLive) history.addOffset(streamId, row, offset - length);
    } else if (typeCode === FRAME_TYPES.WINDOW_UPDATE) this.#noteUpdate(row, direction, streamId, isLive);
    if (streamId !== 0) this.#noteState(row, streamId);
    if (typeCode === FRAME_TYPES.PUSH_PROMISE) this.#noteState(row, promisedStreamId(frame));
  }

  #noteUpdate(row: number, direction: Direction, streamId: number, isLive: boolean): void {
    const grown = opposite(direction);
    const now = this.#state.windows[SENDERS[grown]];
    if (streamId === 0) this.windows[grown].connection.push(row, now.connection);
    else if (isLive) this.windows[grown].addOffset(streamId, row, now.offset(streamId));
  }

  /** Notes a stream's state where it is not what it was. A stream that was passed over is closed before its first frame. */
  #noteState(row: number, streamId: number): void {
    const number = STREAM_STATES.indexOf(this.#state.streams.state(streamId));
    let states = this.#states.get(streamId);
    if ((states?.last() ?? 0) === number) return;
    if (!states) this.#states.set(streamId, (states = new Columns()));
    states.push(row, number);
  }
}

function payloadOf(trace: Trace, row: number): Uint8Array {
  const { frames } = trace;
  const start = frames.sourceStart(row) + FRAME_HEADER_BYTES;
  return trace
    .source(frames.source(row))
    .bytes(Math.min(start, frames.sourceEnd(row)), frames.sourceEnd(row));
}

const histories = new WeakMap<Trace, Map<number, ConnectionHistory>>();

/** The history of an HTTP/2 connection up to its newest frame; undefined for another kind of connection. */
export function historyOf(trace: Trace, conn: number): ConnectionHistory | undefined {
  if (trace.connections.get(conn)?.protocol !== 'http2') return undefined;
  let ofTrace = histories.get(trace);
  if (!ofTrace) histories.set(trace, (ofTrace = new Map<number, ConnectionHistory>()));
  let history = ofTrace.get(conn);
  if (!history) ofTrace.set(conn, (history = new ConnectionHistory(trace, conn)));
  return history.catchUp();
}
