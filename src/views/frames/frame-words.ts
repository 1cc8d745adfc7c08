import type { Layer } from '../../../wire/frame.ts';
import type { Trace } from '../../../trace/trace.ts';

/** The colour token of a layer, as in src/styles/tokens.css. */
export function layerToken(layer: Layer | 'tcp'): string {
  return `--layer-${layer}`;
}

/** What stands on a frame's badge: an SSE `event` says whose event it is, the others go by the specification's name. */
export function badgeOf(layer: Layer, type: string): string {
  return layer === 'sse' && type === 'event' ? 'SSE event' : type;
}

/** `7` or, on HTTP/2, `7·9`: connection and stream. */
export function placeOf(trace: Trace, frame: number): string {
  const stream = trace.frames.streamId(frame);
  const conn = trace.frames.conn(frame);
  return stream < 0 ? String(conn) : `${conn}·${stream}`;
}

/** Seconds since the recording began, to the millisecond. */
export function timeOf(trace: Trace, frame: number): string {
  return (trace.frames.t(frame) / 1_000).toFixed(3);
}

/** What an inspector calls a frame: `SSE event`, `WebSocket text frame`, `HTTP/2 HEADERS frame`, `HTTP/1.1 request`. */
export function titleOf(layer: Layer, type: string): string {
  return TITLES[layer](type);
}

const TITLES: Readonly<Record<Layer, (type: string) => string>> = {
  tls: (type) => `TLS ${type}`,
  http1: (type) => `HTTP/1.1 ${type}`,
  http2: (type) => (type === 'preface' ? 'HTTP/2 connection preface' : `HTTP/2 ${type} frame`),
  websocket: (type) => `WebSocket ${type} frame`,
  sse: (type) => (type === 'event' ? 'SSE event' : `SSE ${type}`),
};
