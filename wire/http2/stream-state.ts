/*
 * RFC 9113 §5.1, seen from the server:
 *
 *                                   +--------+
 *               server's            |        |
 *             PUSH_PROMISE          |  idle  |
 *           ,-----------------------|        |
 *          /                        +--------+
 *         v                              | client's HEADERS
 *   +----------+                         v
 *   | reserved |                     +--------+
 *   | (local)  |          END_STREAM |        | END_STREAM
 *   +----------+        of the client|  open  |of the server
 *         |              ,-----------|        |-----------.
 *         | server's    v            +--------+            v
 *         | HEADERS +-------------+       |         +-------------+
 *         `-------->| half-closed |       |         | half-closed |
 *                   |  (remote)   |       |         |   (local)   |
 *                   +-------------+       |         +-------------+
 *                        | END_STREAM     | RST_STREAM     | END_STREAM
 *                        | of the server  | of either      | of the client
 *                        |   or a reset   v                |   or a reset
 *                        |           +--------+            |
 *                        `---------->| closed |<-----------'
 *                                    +--------+
 *
 * `reserved (remote)` is never reached: a client cannot push (§8.4). It is listed so that the table is whole.
 */

/** In the order of a stream's life. */
export const STREAM_STATES = [
  'idle',
  'reserved (local)',
  'reserved (remote)',
  'open',
  'half-closed (local)',
  'half-closed (remote)',
  'closed',
] as const;
export type StreamState = (typeof STREAM_STATES)[number];

/** What each state means, in one sentence (RFC 9113 §5.1). */
export const STREAM_STATE_MEANINGS: Readonly<Record<StreamState, string>> = {
  idle: 'The stream has not begun.',
  'reserved (local)': 'The server has promised the stream and not begun to answer.',
  'reserved (remote)': 'The client has promised the stream; HTTP/2 has no such case.',
  open: 'Both ends may send.',
  'half-closed (local)': 'The server has ended its half; the client may still send.',
  'half-closed (remote)': 'The client has ended its half; the server may still send.',
  closed: 'The stream is over.',
};

/**
 * What can happen to a stream. END_STREAM is an event of its own, after the DATA or HEADERS that carries it.
 * PUSH_PROMISE happens to the stream that is promised, not to the one the frame is sent on.
 */
export const STREAM_INPUTS = [
  'HEADERS',
  'DATA',
  'END_STREAM',
  'RST_STREAM',
  'PUSH_PROMISE',
  'WINDOW_UPDATE',
  'PRIORITY',
] as const;
export type StreamInput = (typeof STREAM_INPUTS)[number];

/** Who sent it. */
export type StreamActor = 'client' | 'server';

/** Where an input leads, and the error an endpoint answers when it is not allowed. */
export interface StreamTransition {
  readonly state: StreamState;
  /** Undefined: allowed. A stream in error keeps its state here; what ends it is the RST_STREAM or GOAWAY that follows. */
  readonly error: 'PROTOCOL_ERROR' | 'STREAM_CLOSED' | undefined;
}

type Row = Readonly<Record<StreamInput, StreamTransition>>;

const PROTOCOL = 'PROTOCOL_ERROR';
const CLOSED = 'STREAM_CLOSED';

/**
 * One cell an input, in the order of STREAM_INPUTS: a state it leads to, `PROTOCOL_ERROR` or `STREAM_CLOSED` where it is
 * not allowed, `stay` where it changes nothing. PRIORITY is allowed in every state (§6.3).
 */
type Cell = StreamState | typeof PROTOCOL | typeof CLOSED | 'stay';
type Cells = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const CELLS: Readonly<Record<StreamState, Readonly<Record<StreamActor, Cells>>>> = {
  idle: {
    client: ['open', PROTOCOL, PROTOCOL, PROTOCOL, PROTOCOL, PROTOCOL, 'stay'],
    server: [PROTOCOL, PROTOCOL, PROTOCOL, PROTOCOL, 'reserved (local)', PROTOCOL, 'stay'],
  },
  'reserved (local)': {
    client: [PROTOCOL, PROTOCOL, PROTOCOL, 'closed', PROTOCOL, 'stay', 'stay'],
    server: ['half-closed (remote)', PROTOCOL, PROTOCOL, 'closed', PROTOCOL, PROTOCOL, 'stay'],
  },
  'reserved (remote)': {
    client: ['half-closed (local)', PROTOCOL, PROTOCOL, 'closed', PROTOCOL, PROTOCOL, 'stay'],
    server: [PROTOCOL, PROTOCOL, PROTOCOL, 'closed', PROTOCOL, 'stay', 'stay'],
  },
  open: {
    client: ['stay', 'stay', 'half-closed (remote)', 'closed', PROTOCOL, 'stay', 'stay'],
    server: ['stay', 'stay', 'half-closed (local)', 'closed', PROTOCOL, 'stay', 'stay'],
  },
  'half-closed (local)': {
    client: ['stay', 'stay', 'closed', 'closed', PROTOCOL, 'stay', 'stay'],
    server: [CLOSED, CLOSED, CLOSED, 'closed', PROTOCOL, 'stay', 'stay'],
  },
  'half-closed (remote)': {
    client: [CLOSED, CLOSED, CLOSED, 'closed', PROTOCOL, 'stay', 'stay'],
    server: ['stay', 'stay', 'closed', 'closed', PROTOCOL, 'stay', 'stay'],
  },
  /* WINDOW_UPDATE and RST_STREAM may still be under way when a stream closes; they are not held against the peer. */
  closed: {
    client: [CLOSED, CLOSED, CLOSED, 'stay', PROTOCOL, 'stay', 'stay'],
    server: [CLOSED, CLOSED, CLOSED, 'stay', PROTOCOL, 'stay', 'stay'],
  },
};

/** The whole table, state by state and actor by actor; the page draws it. */
export const STREAM_TRANSITIONS: Readonly<Record<StreamState, Readonly<Record<StreamActor, Row>>>> =
  Object.fromEntries(
    STREAM_STATES.map((state) => [
      state,
      { client: toRow(state, CELLS[state].client), server: toRow(state, CELLS[state].server) },
    ]),
  ) as Record<StreamState, Record<StreamActor, Row>>;

function toRow(state: StreamState, cells: Cells): Row {
  const transitions = STREAM_INPUTS.map((input, at) => {
    const cell = cells[at] as Cell;
    const transition: StreamTransition =
      cell === PROTOCOL || cell === CLOSED
        ? { state, error: cell }
        : { state: cell === 'stay' ? state : cell, error: undefined };
    return [input, transition];
  });
  return Object.fromEntries(transitions) as Row;
}

/** Where a stream stands after an input, and whether it was allowed. Every pair of state and input has an answer. */
export function nextStreamState(
  state: StreamState,
  actor: StreamActor,
  input: StreamInput,
): StreamTransition {
  return STREAM_TRANSITIONS[state][actor][input];
}
