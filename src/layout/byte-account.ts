import type { Direction } from '../../contract/direction.ts';
import { IndexList } from '../../trace/frame-table.ts';
import type { Exchange, Operation } from '../../trace/model.ts';
import { http2FrameAt, sseFrameAt } from '../../trace/redecode.ts';
import type { Trace } from '../../trace/trace.ts';
import { FLAGS, FRAME_HEADER_BYTES } from '../../wire/http2/frame.ts';
import { unpaddedRange } from '../../wire/http2/payload.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import type { Colour } from './colour.ts';
import { firstFrameAfter, firstFrameAt } from './frame-search.ts';
import type { TimeWindow } from './timeline-marks.ts';

/**
 * What bytes are for:
 * - `payload`: what the application wanted to say: data of events, payloads of messages, bodies.
 * - `headers`: request and response heads, header blocks. `framing`: what marks where things begin and end.
 * - `control`: frames that say nothing for the application: SETTINGS, WINDOW_UPDATE, pings, comments; bytes that are no frame.
 */
export const BYTE_KINDS = ['payload', 'headers', 'framing', 'control'] as const;
export type ByteKind = (typeof BYTE_KINDS)[number];

/** What one frame's bytes are for. They are `framing + content`. */
export interface FrameBytes {
  readonly framing: number;
  readonly content: number;
  /** `carried`: the content is the frames inside, which are counted themselves. */
  readonly kind: ByteKind | 'carried';
}

const HEAD_TYPES: ReadonlySet<string> = new Set(['request', 'response', 'interim']);
const BLOCK_TYPES: ReadonlySet<string> = new Set(['HEADERS', 'PUSH_PROMISE', 'CONTINUATION']);
const MESSAGE_TYPES: ReadonlySet<string> = new Set(['text', 'binary', 'continuation']);
const FIN = 0x80;

const total = (trace: Trace, row: number): number =>
  trace.frames.sourceEnd(row) - trace.frames.sourceStart(row);

/** Whether what is in a body has frames of its own: events, or WebSocket frames. */
function isCarried(exchange: Exchange | undefined, direction: Direction): boolean {
  if (exchange?.carries === 'websocket') return true;
  /* Behind a content coding events are no bytes of the wire: what is counted is the compressed content. */
  return exchange?.carries === 'sse' && !exchange.coding && direction === 'server-to-client';
}

function chunkData(trace: Trace, row: number): number {
  const start = trace.frames.sourceStart(row);
  const end = Math.min(trace.frames.sourceEnd(row), start + 16);
  const line = String.fromCharCode(...trace.source(trace.frames.source(row)).bytes(start, end));
  const size = Number.parseInt(line, 16);
  /* A chunk that was cut off has less data than it says. */
  const room = total(trace, row) - (line.indexOf('\n') + 1);
  return Number.isNaN(size) ? 0 : Math.max(0, Math.min(size, room));
}

function http1Bytes(trace: Trace, row: number, exchange: Exchange | undefined): FrameBytes {
  const { frames } = trace;
  const type = frames.type(row);
  const bytes = total(trace, row);
  if (HEAD_TYPES.has(type)) return { framing: 0, content: bytes, kind: 'headers' };
  const kind = isCarried(exchange, frames.direction(row)) ? 'carried' : 'payload';
  if (type === 'body') return { framing: 0, content: bytes, kind };
  if (type === 'last-chunk') return { framing: bytes, content: 0, kind: 'payload' };
  if (type !== 'chunk') return { framing: 0, content: bytes, kind: 'control' };
  const content = chunkData(trace, row);
  return { framing: bytes - content, content, kind };
}

function http2Bytes(trace: Trace, row: number, exchange: Exchange | undefined): FrameBytes {
  const { frames } = trace;
  const type = frames.type(row);
  const bytes = total(trace, row);
  if (BLOCK_TYPES.has(type)) {
    const framing = Math.min(FRAME_HEADER_BYTES, bytes);
    return { framing, content: bytes - framing, kind: 'headers' };
  }
  if (type !== 'DATA') return { framing: 0, content: bytes, kind: 'control' };
  const kind = isCarried(exchange, frames.direction(row)) ? 'carried' : 'payload';
  let content = Math.max(0, bytes - FRAME_HEADER_BYTES);
  if (frames.flags(row) & FLAGS.PADDED) {
    const { start, end } = unpaddedRange(http2FrameAt(trace, row));
    content = Math.min(content, end - start);
  }
  return { framing: bytes - content, content, kind };
}

/** What the bytes of a frame are for. A ClientHello is not counted: it crossed before the tap's bytes begin. */
export function frameBytes(trace: Trace, row: number): FrameBytes {
  const { frames } = trace;
  const exchange = trace.exchanges[frames.exchange(row) - 1];
  const bytes = total(trace, row);
  switch (frames.layer(row)) {
    case 'tls':
      return { framing: 0, content: 0, kind: 'control' };
    case 'http1':
      return http1Bytes(trace, row, exchange);
    case 'http2':
      return http2Bytes(trace, row, exchange);
    case 'websocket': {
      if (!MESSAGE_TYPES.has(frames.type(row))) return { framing: 0, content: bytes, kind: 'control' };
      const content = Math.min(frames.lengthOf(row), bytes);
      return { framing: bytes - content, content, kind: 'payload' };
    }
    case 'sse': {
      if (exchange?.coding) return { framing: 0, content: 0, kind: 'payload' };
      if (frames.type(row) !== 'event') return { framing: 0, content: bytes, kind: 'control' };
      const content = Math.min(encodeUtf8(sseFrameAt(trace, row).data).length, bytes);
      return { framing: bytes - content, content, kind: 'payload' };
    }
  }
}

/** Whether a row ends an event or a message. */
function endsMessage(trace: Trace, row: number): boolean {
  const { frames } = trace;
  if (frames.layer(row) === 'sse') return frames.type(row) === 'event';
  if (frames.layer(row) !== 'websocket' || !MESSAGE_TYPES.has(frames.type(row))) return false;
  const start = frames.sourceStart(row);
  return ((trace.source(frames.source(row)).bytes(start, start + 1)[0] ?? 0) & FIN) !== 0;
}

/** The bytes of one transport over one HTTP version, in both directions. */
export interface ByteGroup {
  readonly key: string;
  readonly label: string;
  readonly colour: Colour;
  readonly bytes: Readonly<Record<ByteKind, number>>;
  readonly total: number;
  readonly messages: number;
}

const TRANSPORT_WORDS: Readonly<Record<Operation['transport'], readonly [string, Colour | undefined]>> = {
  sse: ['Server-Sent Events', 'sse'],
  websocket: ['WebSocket', 'websocket'],
  'long-poll': ['Long polling', 'poll'],
  poll: ['Polling', 'poll'],
  fetch: ['fetch', undefined],
  'early-hints': ['Early Hints', 'hints'],
  push: ['Push', undefined],
  raw: ['Raw bytes', undefined],
};

function groupOf(trace: Trace, row: number): readonly [key: string, label: string, colour: Colour] {
  const { frames } = trace;
  const isHttp2 = trace.connections.get(frames.conn(row))?.protocol === 'http2';
  const http = isHttp2 ? 'http2' : 'http1';
  const over = isHttp2 ? 'HTTP/2' : 'HTTP/1.1';
  const exchange = trace.exchanges[frames.exchange(row) - 1];
  if (!exchange) return [`own-${http}`, `${over} itself`, http];
  const operation = exchange.op === undefined ? undefined : trace.operations.get(exchange.op);
  const transport = operation?.transport ?? (exchange.carries === 'body' ? undefined : exchange.carries);
  if (!transport) return [`other-${http}`, `Other requests over ${over}`, http];
  const [words, colour] = TRANSPORT_WORDS[transport];
  return [`${transport}-${http}`, `${words} over ${over}`, colour ?? http];
}

const KIND_CODES = [...BYTE_KINDS, 'carried'] as const;

/** What the bytes of every frame of a trace are for, worked out once a frame. */
class ByteAccount {
  readonly #trace: Trace;
  readonly #framing = new IndexList();
  /** Content bytes and the kind: four bytes a frame. */
  readonly #content = new IndexList();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  totals(window: TimeWindow): ByteGroup[] {
    const trace = this.#trace;
    const { frames } = trace;
    const end = firstFrameAfter(frames, window.to);
    for (let row = this.#framing.length; row < end; row++) {
      const { framing, content, kind } = frameBytes(trace, row);
      this.#framing.push(framing);
      this.#content.push(content * 8 + KIND_CODES.indexOf(kind));
    }
    const groups = new Map<string, { label: string; colour: Colour; sums: number[]; messages: number }>();
    for (let row = firstFrameAt(frames, window.from); row < end; row++) {
      if (frames.layer(row) === 'tls') continue;
      const [key, label, colour] = groupOf(trace, row);
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { label, colour, sums: [0, 0, 0, 0, 0], messages: 0 }));
      const { sums } = group;
      const code = this.#content.at(row);
      sums[2] = (sums[2] as number) + this.#framing.at(row);
      sums[code % 8] = (sums[code % 8] as number) + Math.floor(code / 8);
      if (endsMessage(trace, row)) group.messages += 1;
    }
    return [...groups].map(([key, { label, colour, sums, messages }]) => {
      const [payload = 0, headers = 0, framing = 0, control = 0] = sums;
      const bytes = { payload, headers, framing, control };
      return { key, label, colour, bytes, total: payload + headers + framing + control, messages };
    });
  }
}

const accounts = new WeakMap<Trace, ByteAccount>();

/**
 * The bytes of the frames that were complete in the window, by transport, in the order they first came. Frames are whole:
 * the beginning of one that is not complete yet is not counted.
 */
export function byteTotals(trace: Trace, window: TimeWindow): ByteGroup[] {
  let account = accounts.get(trace);
  if (!account) accounts.set(trace, (account = new ByteAccount(trace)));
  return account.totals(window);
}
