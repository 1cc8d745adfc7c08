import type { Direction } from '../contract/direction.ts';
import type { Fault } from '../contract/faults.ts';
import type { Client, OperationEventName, Transport } from '../contract/operations.ts';
import type { OriginId } from '../contract/origin.ts';
import type { RecordOf } from '../contract/records.ts';
import type { Diagnostic } from '../wire/diagnostic.ts';
import type { Layer } from '../wire/frame.ts';
import type { StreamState } from '../wire/http2/stream-state.ts';
import type { Span } from '../wire/span.ts';
import type { SpecReference } from '../wire/spec.ts';

/** Who ended a connection and how, as the tap saw it. */
export interface Ending {
  readonly t: number;
  readonly by: 'client' | 'server' | 'fault';
  readonly how: 'fin' | 'reset' | 'tls-failure' | 'timeout';
}

/** A fault was put on a connection or on its origin, or taken off (`active: false`). */
export interface FaultEntry {
  readonly t: number;
  readonly fault: Fault;
  readonly active: boolean;
}

/** Bytes of a connection that are not in the recording any more. */
export interface Gap {
  readonly t: number;
  /** How many bytes were left out, of both directions together. */
  readonly bytes: number;
  /** How many bytes of each direction are in the recording before it. */
  readonly at: Readonly<Record<Direction, number>>;
}

/** `connecting`: accepted, TLS not done. `closing`: one end is done. */
export type ConnectionState = 'connecting' | 'open' | 'closing' | 'closed';

/** What the bytes of a connection turned out to be; `unknown` until the first bytes came. */
export type ConnectionProtocol = 'unknown' | 'http1' | 'http2' | 'websocket';

export interface Connection {
  readonly id: number;
  readonly origin: OriginId;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly serverAddress: string;
  readonly serverPort: number;
  readonly openedAt: number;
  state: ConnectionState;
  protocol: ConnectionProtocol;
  tls: RecordOf<'tls-established'> | undefined;
  /** When the TLS handshake ended; equals `openedAt` on a connection in the clear. */
  readyAt: number | undefined;
  closed: Ending | undefined;
  endings: Ending[];
  /** Faults at work now. */
  faults: Fault[];
  /** Every fault that was put on or taken off, in order. */
  readonly faultLog: FaultEntry[];
  /** Bytes that faults hold now, taken from one end and not handed to the other; 0 when none are, and after the close. */
  readonly heldBytes: Record<Direction, number>;
  /** What they held before, in order: each count with the time it was told. Only the newest MAX_HELD_ENTRIES are kept. */
  readonly heldLog: { readonly t: number; readonly direction: Direction; readonly bytes: number }[];
  /** Plaintext bytes seen by the tap. */
  readonly bytes: Record<Direction, number>;
  readonly exchanges: Exchange[];
  /** HTTP/2 streams by identifier; empty on other connections. */
  readonly streams: Map<number, Http2Stream>;
  /** SETTINGS_MAX_CONCURRENT_STREAMS the server announced, or undefined when it has not. */
  maxConcurrentStreams: number | undefined;
  /** Every value it announced, with the time its SETTINGS frame was complete. */
  readonly limitLog: { readonly t: number; readonly maxConcurrentStreams: number }[];
  /**
   * The connection on the other leg that carries the same bytes on, where something stands in between (`ORIGINS`);
   * undefined when there is none, or when it is not known.
   */
  pair: number | undefined;
  /** Whether records of this connection were dropped, so that what follows cannot be decoded. */
  partial: boolean;
  /** Where they were dropped; empty when nothing was. */
  readonly gaps: Gap[];
}

export interface Http2Stream {
  readonly id: number;
  /** Seen from the server. */
  state: StreamState;
  readonly openedAt: number;
  closedAt: number | undefined;
  /** The error code of a RST_STREAM, and who sent it. */
  reset: { readonly code: number; readonly direction: Direction } | undefined;
  exchange: Exchange | undefined;
}

/** A request, its interim responses, its response, and what flows in the bodies. */
export interface Exchange {
  /** Counts from 1 over the whole recording. */
  readonly id: number;
  readonly conn: number;
  /** 0 on HTTP/1.1. */
  readonly streamId: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The `op` query parameter, or undefined when whoever asked gave none. */
  readonly op: number | undefined;
  readonly requestFrame: number;
  readonly startedAt: number;
  /** Frame indices of 1xx responses. */
  interim: readonly number[];
  responseFrame: number | undefined;
  status: number | undefined;
  contentType: string;
  respondedAt: number | undefined;
  endedAt: number | undefined;
  /** Whether the server pushed it (RFC 9113 §8.4). */
  readonly pushed: boolean;
  /** What the response body or the upgraded connection carries. */
  carries: 'body' | 'sse' | 'websocket';
  /** The content coding (RFC 9110 §8.4) of an event stream that is read through it; undefined where none is. */
  coding: 'gzip' | 'deflate' | undefined;
  /** Last-Event-ID request header, or undefined. */
  readonly lastEventId: string | undefined;
  /** SSE events or WebSocket messages, counted. */
  messages: Readonly<Record<Direction, number>>;
  /** Last id an SSE event of this exchange carried. */
  lastId: string;
  /**
   * Header field lines as they were decoded; of the response, none until it came. They are read from the recorded bytes
   * each time, so keep them in a variable.
   */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly responseHeaders: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Where an operation stands:
 * - `queued`: issued, but not a byte of it is on the wire.
 * - `waiting`: its request is on the wire, no response yet. `open`: a response (or 101, or 2xx to CONNECT) came.
 * - `reconnecting`: its last exchange ended and the client means to come back. `closed`: over for good.
 */
export type OperationState = 'queued' | 'waiting' | 'open' | 'reconnecting' | 'closed';

export interface OperationEntry {
  readonly t: number;
  readonly event: OperationEventName;
  readonly detail: string;
  readonly eventId: string | undefined;
  /** How far off the client's clock may be against the lab's, in milliseconds; 0 for the lab's own client. */
  readonly clockErrorMs: number;
}

export interface Operation {
  readonly id: number;
  /** `other` when no client reported it and only its `?op=` was seen on the wire (curl, another program). */
  client: Client | 'other';
  /** `raw`: bytes that somebody wrote by hand, whatever they speak. No exchange need be joined to it. */
  transport: Transport | 'raw';
  /** Whether code opened it that the learner wrote, or changed, in a lesson. It runs apart from the page. */
  isFromCode: boolean;
  origin: OriginId | undefined;
  url: string;
  issuedAt: number;
  state: OperationState;
  /** The client's own account, in order. Operations seen only on the wire (curl with ?op=) have none. */
  readonly events: OperationEntry[];
  /** What the wire shows of it: one exchange a request, so a reconnect adds one. */
  readonly exchanges: Exchange[];
  /** When the first byte of its first request crossed the wire. */
  onWireAt: number | undefined;
  closedAt: number | undefined;
}

/** One frame, read out of the columns. A fresh object at each call: do not keep a million of them. */
export interface FrameView {
  readonly index: number;
  readonly conn: number;
  readonly direction: Direction;
  /** HTTP/2 stream identifier; undefined on other connections. */
  readonly streamId: number | undefined;
  readonly layer: Layer;
  readonly type: string;
  /** When its first byte, and its last byte, crossed the tap. */
  readonly t: number;
  readonly tEnd: number;
  /** Half-open range in this direction's byte stream of the connection. */
  readonly start: number;
  readonly end: number;
  /** HTTP/2: the Length field. WebSocket: the payload length. Otherwise the byte count in its own source. */
  readonly length: number;
  readonly flags: number;
  /** Exchange id, or undefined for frames that belong to none (SETTINGS, PING …). */
  readonly exchange: number | undefined;
}

/** One layer around a frame, outermost first: TCP, then chunk or DATA, then event or WebSocket frame. */
export interface LayerView {
  readonly layer: Layer | 'tcp';
  readonly title: string;
  /** The frame of this layer; undefined for `tcp`. */
  readonly frame: number | undefined;
  /** Half-open range in this direction's byte stream. */
  readonly start: number;
  readonly end: number;
  /** Bytes this layer adds around the next one in. */
  readonly overhead: number;
}

/** Something about a frame that its own bytes do not say: what it did to its stream, to a window, to a table. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** In one or two sentences. */
  readonly meaning: string;
  readonly spec: SpecReference;
}

/** Everything an inspector shows of one frame. */
export interface Explanation {
  readonly frame: FrameView;
  readonly summary: string;
  readonly layers: readonly LayerView[];
  /** The frame's own bytes, in its own source, and the offset its spans count from. */
  readonly bytes: Uint8Array;
  readonly root: Span;
  readonly diagnostics: readonly Diagnostic[];
  /** What the frame did to its connection. Left out where nothing of the kind is known. */
  readonly facts?: readonly Fact[];
}
