import type { Direction } from '../../contract/direction.ts';
import type { Layer } from '../../wire/frame.ts';
import { unmask } from '../../wire/websocket/mask.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { http1FrameAt, sseFrameAt, webSocketFrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';

interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** One frame as `wire101 decode --json` prints it. Names are the specification's. */
export interface FrameJson {
  readonly conn: number;
  /** When its first byte crossed the tap, in milliseconds since the recording began. */
  readonly t: number;
  readonly direction: Direction;
  readonly layer: Layer;
  readonly type: string;
  /** HTTP/2 stream identifier. */
  readonly stream?: number;
  /** Half-open byte range in this direction of the connection. */
  readonly start: number;
  readonly end: number;
  /** HTTP/2: the Length field. WebSocket: the payload length. Otherwise the byte count. */
  readonly length: number;
  readonly summary: string;
  /** HTTP/2 flags as one number. */
  readonly flags?: number;
  /** The header list of an HTTP/2 header block, or the field lines of an HTTP/1.1 head. */
  readonly headers?: readonly NameValue[];
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** The payload of a WebSocket text frame, unmasked; inflated where the frame ends a compressed message. */
  readonly text?: string;
  readonly diagnostics?: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly spec: string;
  }[];
}

/**
 * Frame indices in the order they lie on the wire: by the time of the first byte, and within one connection and direction
 * by offset, an outer frame before what is inside it.
 */
export function wireOrder(trace: Trace): number[] {
  const { frames } = trace;
  const order = Array.from({ length: frames.length }, (_, index) => index);
  return order.sort(
    (a, b) =>
      frames.t(a) - frames.t(b) ||
      frames.conn(a) - frames.conn(b) ||
      Number(frames.direction(a) === 'server-to-client') -
        Number(frames.direction(b) === 'server-to-client') ||
      frames.start(a) - frames.start(b) ||
      frames.end(b) - frames.end(a) ||
      a - b,
  );
}

function layerFacts(trace: Trace, row: number): Partial<FrameJson> {
  switch (trace.frames.layer(row)) {
    case 'http2': {
      const fields = trace.headerBlocks.get(row)?.fields;
      const flags = { flags: trace.frames.flags(row) };
      return fields ? { ...flags, headers: fields.map(({ name, value }) => ({ name, value })) } : flags;
    }
    case 'http1': {
      const frame = http1FrameAt(trace, row);
      return 'headers' in frame ? { headers: frame.headers } : {};
    }
    case 'sse': {
      const { type, event, id, data } = sseFrameAt(trace, row);
      return type === 'event' ? { event, data, ...(id === undefined ? {} : { id }) } : {};
    }
    case 'websocket': {
      const { opcode, fin, masked, payload, maskingKey, rsv1 } = webSocketFrameAt(trace, row);
      const inflated = trace.inflated.get(row);
      const facts = { opcode, fin, masked };
      if (inflated) return { ...facts, text: inflated.text };
      if (opcode !== 1 || rsv1) return facts;
      return { ...facts, text: decodeUtf8(masked ? unmask(payload, maskingKey) : payload) };
    }
    case 'tls':
      return {};
  }
}

/** One frame for `wire101 decode --json`. Throws RangeError outside the table. */
export function frameJson(trace: Trace, row: number): FrameJson {
  const { conn, t, direction, layer, type, streamId, start, end, length } = trace.frames.view(row);
  const found = trace.diagnostics.get(row);
  return {
    conn,
    t,
    direction,
    layer,
    type,
    ...(streamId === undefined ? {} : { stream: streamId }),
    start,
    end,
    length,
    summary: trace.summary(row),
    ...layerFacts(trace, row),
    ...(found && {
      diagnostics: found.map(({ code, severity, message, spec }) => ({ code, severity, message, spec })),
    }),
  };
}

/** One frame as one line of text: time in seconds, connection, arrow, stream, layer and type, bytes, what it says. */
export function frameLine(trace: Trace, row: number): string {
  const { conn, t, direction, layer, type, streamId, length } = trace.frames.view(row);
  const arrow = direction === 'client-to-server' ? '→' : '←';
  const where = streamId === undefined ? `${conn}` : `${conn}/${streamId}`;
  const found = (trace.diagnostics.get(row) ?? []).map((diagnostic) => ` [${diagnostic.code}]`).join('');
  const time = (t / 1000).toFixed(6).padStart(12);
  const kind = `${layer} ${type}`.padEnd(22);
  return `${time}  ${where.padEnd(7)} ${arrow} ${kind} ${String(length).padStart(7)}  ${trace.summary(row)}${found}`;
}
