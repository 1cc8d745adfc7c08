import type { Direction } from '../contract/direction.ts';
import { joinBytes } from '../wire/bytes.ts';
import { unpaddedRange } from '../wire/http2/payload.ts';
import type { Exchange } from './model.ts';
import { bytesOfRow } from './row-bytes.ts';
import { http1FrameAt, http2FrameAt } from './redecode.ts';
import type { Trace } from './trace.ts';

/**
 * The content that one frame carries: of an HTTP/1.1 chunk or body, or of DATA without its padding. Content coding is
 * kept. Undefined for frames that carry none.
 */
export function contentOfRow(trace: Trace, row: number): Uint8Array | undefined {
  const type = trace.frames.type(row);
  switch (trace.frames.layer(row)) {
    case 'http1': {
      if (type === 'body') return bytesOfRow(trace, row);
      if (type !== 'chunk') return undefined;
      const frame = http1FrameAt(trace, row);
      return frame.type === 'chunk'
        ? bytesOfRow(trace, row).subarray(frame.dataStart, frame.dataEnd)
        : undefined;
    }
    case 'http2': {
      if (type !== 'DATA') return undefined;
      const frame = http2FrameAt(trace, row);
      const { start, end } = unpaddedRange(frame);
      return frame.payload.subarray(start, end);
    }
    default:
      return undefined;
  }
}

/** What `bodyOf` gives. */
export interface BodySoFar {
  /** The content from its start; as much of it as was asked for. */
  readonly bytes: Uint8Array;
  /** How many bytes it has in all. */
  readonly size: number;
}

/**
 * The content of a request or response as it crossed the wire, in complete frames so far: de-chunked, padding removed,
 * content coding kept. Empty when there is none, and for a WebSocket over HTTP/1.1, whose bytes are no content any more.
 * At most `limit` bytes are copied; `size` is exact all the same.
 */
export function bodyOf(
  trace: Trace,
  exchange: Exchange,
  direction: Direction,
  limit = Number.POSITIVE_INFINITY,
): BodySoFar {
  const runs: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  for (const row of trace.framesOfExchange(exchange.id)) {
    if (trace.frames.direction(row) !== direction) continue;
    const content = contentOfRow(trace, row);
    if (!content) continue;
    size += content.length;
    if (kept >= limit) continue;
    const part = content.subarray(0, limit - kept);
    kept += part.length;
    runs.push(part);
  }
  return { bytes: joinBytes(runs), size };
}
