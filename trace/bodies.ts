import type { Direction } from '../contract/direction.ts';
import { joinBytes } from '../wire/bytes.ts';
import { unpaddedRange } from '../wire/http2/payload.ts';
import type { Exchange } from './model.ts';
import { bytesOfRow } from './row-bytes.ts';
import { http1FrameAt, http2FrameAt } from './redecode.ts';
import type { Trace } from './trace.ts';

function contentOf(trace: Trace, row: number): Uint8Array | undefined {
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

/**
 * The content of a request or response as it crossed the wire so far: de-chunked, padding removed, content coding kept.
 * Empty when there is none. Stops before `limit` bytes are passed; `size` is exact all the same.
 */
export function bodyOf(
  trace: Trace,
  exchange: Exchange,
  direction: Direction,
  limit = Number.POSITIVE_INFINITY,
): { readonly bytes: Uint8Array; readonly size: number } {
  const runs: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  for (const row of trace.framesOfExchange(exchange.id)) {
    if (trace.frames.direction(row) !== direction) continue;
    const content = contentOf(trace, row);
    if (!content) continue;
    size += content.length;
    const part = content.subarray(0, Math.max(0, limit - kept));
    kept += part.length;
    runs.push(part);
  }
  return { bytes: joinBytes(runs), size };
}
