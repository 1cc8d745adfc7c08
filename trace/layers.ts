import type { LayerView } from './model.ts';
import type { Trace } from './trace.ts';

/** The outer frames that a range of one direction touches, in wire order. Empty when none is complete yet. */
function outerFramesOver(trace: Trace, row: number): number[] {
  const { frames } = trace;
  const outer = trace.outerFrames(frames.conn(row), frames.direction(row));
  const start = frames.start(row);
  const end = frames.end(row);
  let low = 0;
  let high = outer.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.end(outer.at(middle) as number) <= start) low = middle + 1;
    else high = middle;
  }
  const touched: number[] = [];
  for (let at = low; at < outer.length && frames.start(outer.at(at) as number) < end; at++) {
    touched.push(outer.at(at) as number);
  }
  return touched;
}

const LAYER_NAMES = {
  tls: 'TLS',
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  websocket: 'WebSocket',
  sse: 'Server-Sent Events',
} as const;

/**
 * What wraps a frame, outermost first, the frame itself last. `overhead` is what each layer adds around the next one in;
 * for the innermost it is 0, for TCP it is not known (the tap sees chunks, not segments) and given as 0.
 */
export function layersOfRow(trace: Trace, row: number): readonly LayerView[] {
  const { frames } = trace;
  const conn = trace.connections.get(frames.conn(row));
  const layer = frames.layer(row);
  const secured = conn?.tls ? ` inside ${conn.tls.version}` : '';
  const start = frames.start(row);
  const end = frames.end(row);
  const views: LayerView[] = [
    {
      layer: 'tcp',
      title: `TCP connection ${frames.conn(row)}${layer === 'tls' ? '' : secured}`,
      frame: undefined,
      start,
      end,
      overhead: 0,
    },
  ];
  const own = frames.sourceEnd(row) - frames.sourceStart(row);
  const isInner = trace.source(frames.source(row)).kind !== 'raw';
  const outer = isInner ? outerFramesOver(trace, row).filter((index) => frames.layer(index) !== layer) : [];
  const first = outer[0];
  const last = outer.at(-1);
  /* After a 101 the bytes of a WebSocket frame lie directly in the connection: no outer frame covers them. */
  if (first !== undefined && last !== undefined && frames.start(first) <= start) {
    const total = outer.reduce((sum, index) => sum + frames.end(index) - frames.start(index), 0);
    const payload = outer.reduce((sum, index) => sum + payloadBytes(trace, index), 0);
    const count = outer.length > 1 ? ` × ${outer.length}` : '';
    views.push({
      layer: frames.layer(first),
      title: `${LAYER_NAMES[frames.layer(first)]} ${frames.type(first)}${count}`,
      frame: first,
      start: frames.start(first),
      end: frames.end(last),
      overhead: total - payload,
    });
  }
  const title = `${LAYER_NAMES[layer]} ${frames.type(row)}`;
  views.push({
    layer,
    title,
    frame: row,
    start,
    end,
    overhead: frames.length > 0 ? own - payloadBytes(trace, row) : 0,
  });
  return views;
}

/** The bytes of a frame that are not its own framing. */
function payloadBytes(trace: Trace, row: number): number {
  const { frames } = trace;
  const layer = frames.layer(row);
  if (layer === 'http2' || layer === 'websocket') return frames.lengthOf(row);
  if (layer === 'http1' && frames.type(row) === 'chunk') {
    const size = Number.parseInt(chunkSizeLine(trace, row), 16);
    return Number.isNaN(size) ? 0 : size;
  }
  return frames.sourceEnd(row) - frames.sourceStart(row);
}

function chunkSizeLine(trace: Trace, row: number): string {
  const { frames } = trace;
  const start = frames.sourceStart(row);
  const bytes = trace.source(frames.source(row)).bytes(start, Math.min(frames.sourceEnd(row), start + 16));
  return String.fromCharCode(...bytes);
}
