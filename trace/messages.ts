import { DIRECTIONS, type Direction } from '../contract/direction.ts';
import { joinBytes } from '../wire/bytes.ts';
import { OPCODES, type WebSocketFrame } from '../wire/websocket/frame.ts';
import { plainPayload } from '../wire/websocket/mask.ts';
import type { Exchange } from './model.ts';
import { sseFrameAt, webSocketFrameAt } from './redecode.ts';
import type { Trace } from './trace.ts';

/** A text or binary message of a WebSocket: its frames joined, unmasked and inflated. */
export interface WebSocketMessageRow {
  readonly direction: Direction;
  readonly type: 'text' | 'binary';
  /** When its last byte crossed the tap. */
  readonly t: number;
  /** The frame that ended it. */
  readonly row: number;
  /** All of its frames, in order. */
  readonly rows: readonly number[];
  /** Whether permessage-deflate compressed it (RFC 7692). */
  readonly compressed: boolean;
  /** Its first bytes: as many as the trace keeps of a compressed message, else all of them. */
  readonly bytes: Uint8Array;
  /** How many bytes it has; undefined when a compressed message could not be inflated. */
  readonly size: number | undefined;
}

function messageOf(
  trace: Trace,
  rows: readonly number[],
  frames: readonly WebSocketFrame[],
): WebSocketMessageRow {
  const row = rows.at(-1) as number;
  const [first] = frames as readonly [WebSocketFrame];
  const common = {
    direction: trace.frames.direction(row),
    type: first.opcode === OPCODES.text ? ('text' as const) : ('binary' as const),
    t: trace.frames.tEnd(row),
    row,
    rows,
    compressed: first.rsv1,
  };
  if (!first.rsv1) {
    const size = frames.reduce((sum, { length }) => sum + length, 0);
    return { ...common, bytes: joinBytes(frames.map(plainPayload)), size };
  }
  const inflated = trace.inflated.get(row);
  return { ...common, bytes: inflated?.content ?? new Uint8Array(0), size: inflated?.bytes };
}

/**
 * The whole messages of a WebSocket in the order they ended (RFC 6455 §5.4). A message that is not ended yet, and a
 * fragment without a start, are left out. Empty for any other exchange.
 */
export function webSocketMessages(trace: Trace, exchange: Exchange): WebSocketMessageRow[] {
  const messages: WebSocketMessageRow[] = [];
  for (const direction of DIRECTIONS) {
    let frames: WebSocketFrame[] = [];
    let rows: number[] = [];
    for (const row of trace.framesOfExchange(exchange.id)) {
      if (trace.frames.layer(row) !== 'websocket' || trace.frames.direction(row) !== direction) continue;
      const frame = webSocketFrameAt(trace, row);
      if (frame.opcode > OPCODES.binary) continue;
      if (frame.opcode !== OPCODES.continuation) {
        frames = [];
        rows = [];
      } else if (frames.length === 0) continue;
      frames.push(frame);
      rows.push(row);
      if (!frame.fin) continue;
      messages.push(messageOf(trace, rows, frames));
      frames = [];
      rows = [];
    }
  }
  return messages.sort((a, b) => a.t - b.t);
}

/** An event that an event stream dispatched. */
export interface EventRow {
  readonly t: number;
  readonly row: number;
  readonly event: string;
  readonly data: string;
  /** The last event ID as the listener sees it: of this event or of one before it. */
  readonly lastEventId: string;
}

/** The events of an event stream in order (HTML Standard: Interpreting an event stream). Empty for any other exchange. */
export function eventsOf(trace: Trace, exchange: Exchange): EventRow[] {
  const events: EventRow[] = [];
  let lastEventId = '';
  for (const row of trace.framesOfExchange(exchange.id)) {
    if (trace.frames.layer(row) !== 'sse') continue;
    const { type, event, data, id } = sseFrameAt(trace, row);
    lastEventId = id ?? lastEventId;
    if (type === 'event') events.push({ t: trace.frames.tEnd(row), row, event, data, lastEventId });
  }
  return events;
}
