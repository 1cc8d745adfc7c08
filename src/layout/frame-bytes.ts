import type { Direction } from '../../contract/direction.ts';
import type { Exchange } from '../../trace/model.ts';
import { http2FrameAt, sseFrameAt } from '../../trace/redecode.ts';
import type { Trace } from '../../trace/trace.ts';
import { FLAGS, FRAME_HEADER_BYTES } from '../../wire/http2/frame.ts';
import { unpaddedRange } from '../../wire/http2/payload.ts';
import { utf8Length } from '../../wire/text.ts';

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
      const content = Math.min(utf8Length(sseFrameAt(trace, row).data), bytes);
      return { framing: bytes - content, content, kind: 'payload' };
    }
  }
}

/** Whether a row ends an event or a message. */
export function endsMessage(trace: Trace, row: number): boolean {
  const { frames } = trace;
  if (frames.layer(row) === 'sse') return frames.type(row) === 'event';
  if (frames.layer(row) !== 'websocket' || !MESSAGE_TYPES.has(frames.type(row))) return false;
  const start = frames.sourceStart(row);
  return ((trace.source(frames.source(row)).bytes(start, start + 1)[0] ?? 0) & FIN) !== 0;
}
