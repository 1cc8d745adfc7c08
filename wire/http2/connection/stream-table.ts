import { FLAGS, FRAME_TYPES, type FrameContent } from '../frame.ts';
import { promisedStreamId } from '../payload.ts';
import { nextStreamState, type StreamActor, type StreamInput, type StreamState } from '../stream-state.ts';
import type { ConnectionDiagnosticCode } from './diagnostics.ts';

export interface StreamFault {
  readonly code: ConnectionDiagnosticCode;
  readonly detail: string;
}

const INPUTS: (StreamInput | undefined)[] = Array.from({ length: 256 }, () => undefined);
INPUTS[FRAME_TYPES.HEADERS] = 'HEADERS';
INPUTS[FRAME_TYPES.DATA] = 'DATA';
INPUTS[FRAME_TYPES.RST_STREAM] = 'RST_STREAM';
INPUTS[FRAME_TYPES.WINDOW_UPDATE] = 'WINDOW_UPDATE';
INPUTS[FRAME_TYPES.PRIORITY] = 'PRIORITY';

/** What is remembered of a stream. */
interface Entry {
  state: StreamState;
  /** Which endpoints have sent END_STREAM or RST_STREAM: a bit each. */
  done: number;
}

const DONE = { client: 1, server: 2 } as const;

/**
 * The streams of a connection, and what their frames do to them (RFC 9113 §5.1), seen from the server.
 *
 * Frames are given in the order in which an observer beside the server saw them. An endpoint is held only to what it had
 * itself sent or must have known: DATA that was on its way when the other end reset the stream is not held against it.
 */
export class StreamTable {
  readonly #streams = new Map<number, Entry>();
  /** The highest stream that each endpoint opened or reserved. */
  readonly #highest = { client: 0, server: 0 };
  readonly #active = { client: 0, server: 0 };
  /** SETTINGS_MAX_CONCURRENT_STREAMS that binds each endpoint as the one that opens streams. */
  readonly limit = { client: Infinity, server: Infinity };

  /** The state of a stream. Identifiers that were passed over are closed (§5.1.1). */
  state(streamId: number): StreamState {
    const entry = this.#streams.get(streamId);
    if (entry) return entry.state;
    return streamId <= this.#highest[opener(streamId)] ? 'closed' : 'idle';
  }

  /** How many streams an endpoint has open now, as §5.1.2 counts them. */
  active(endpoint: StreamActor): number {
    return this.#active[endpoint];
  }

  /** Moves the frame's stream on, and the promised one for PUSH_PROMISE. Returns the rule that was broken first. */
  apply(actor: StreamActor, frame: FrameContent & { readonly streamId: number }): StreamFault | undefined {
    const { typeCode, flags, streamId } = frame;
    if (streamId === 0 || typeCode < 0) return undefined;
    if (typeCode === FRAME_TYPES.PUSH_PROMISE) return this.#promise(actor, streamId, promisedStreamId(frame));
    const input = INPUTS[typeCode];
    if (input === undefined || input === 'PRIORITY') return undefined;
    const entry = this.#streams.get(streamId) ?? this.#open(actor, streamId, input);
    if (!entry || 'code' in entry) return entry;
    const fault = this.#move(entry, actor, streamId, input);
    if (input === 'RST_STREAM') entry.done |= DONE[actor];
    else if (flags & FLAGS.END_STREAM && (input === 'HEADERS' || input === 'DATA')) {
      this.#move(entry, actor, streamId, 'END_STREAM');
      entry.done |= DONE[actor];
    }
    return fault;
  }

  /** A frame of a stream that nothing is known of: it opens the stream, breaks a rule, or is let pass. */
  #open(actor: StreamActor, streamId: number, input: StreamInput): Entry | StreamFault | undefined {
    const owner = opener(streamId);
    const isHeaders = input === 'HEADERS';
    if (streamId <= this.#highest[owner]) {
      if (isHeaders && actor === owner) {
        return { code: 'http2/stream-order', detail: `Stream ${this.#highest[owner]} was opened before.` };
      }
      /* A RST_STREAM or WINDOW_UPDATE may come late (§5.1, closed). */
      if (!isHeaders && input !== 'DATA') return undefined;
      return { code: 'http2/stream-state', detail: `Stream ${streamId} was passed over and is closed.` };
    }
    if (isHeaders && actor === 'client') {
      /* On an even stream it has a diagnostic of its own: that needs no other direction to be seen. */
      if (owner === 'server') return undefined;
      const entry: Entry = { state: 'idle', done: 0 };
      this.#streams.set(streamId, entry);
      this.#highest.client = streamId;
      return entry;
    }
    return { code: 'http2/stream-state', detail: `Stream ${streamId} is idle.` };
  }

  #move(entry: Entry, actor: StreamActor, streamId: number, input: StreamInput): StreamFault | undefined {
    const before = entry.state;
    const { state, error } = nextStreamState(before, actor, input);
    if (error) {
      if (before === 'closed' && (entry.done & DONE[actor]) === 0) return undefined;
      const code = error === 'STREAM_CLOSED' ? 'http2/stream-ended' : 'http2/stream-state';
      return { code, detail: `Stream ${streamId} is ${before}, seen from the server.` };
    }
    if (state === before) return undefined;
    entry.state = state;
    const owner = opener(streamId);
    const change = Number(counts(state)) - Number(counts(before));
    this.#active[owner] += change;
    if (change <= 0 || this.#active[owner] <= this.limit[owner]) return undefined;
    return {
      code: 'http2/too-many-streams',
      detail: `It is number ${this.#active[owner]}; the limit is ${this.limit[owner]}.`,
    };
  }

  /** §6.6: on a stream that the client opened and the server has not ended; §8.4: only a server promises. */
  #promise(actor: StreamActor, streamId: number, promised: number): StreamFault | undefined {
    if (actor === 'client') return undefined;
    const on = this.#streams.get(streamId);
    const state = this.state(streamId);
    const underway = state === 'closed' && on !== undefined && (on.done & DONE.server) === 0;
    if (promised > this.#highest.server && promised % 2 === 0) {
      this.#highest.server = promised;
      const entry: Entry = { state: 'idle', done: 0 };
      this.#streams.set(promised, entry);
      this.#move(entry, 'server', promised, 'PUSH_PROMISE');
    }
    if (state === 'open' || state === 'half-closed (remote)' || underway) return undefined;
    return { code: 'http2/stream-state', detail: `Stream ${streamId} is ${state}, seen from the server.` };
  }
}

/** Which endpoint may open a stream (§5.1.1). */
function opener(streamId: number): StreamActor {
  return streamId % 2 === 1 ? 'client' : 'server';
}

/** Reserved streams do not count toward the limit (§5.1.2). */
function counts(state: StreamState): boolean {
  return state === 'open' || state === 'half-closed (local)' || state === 'half-closed (remote)';
}
