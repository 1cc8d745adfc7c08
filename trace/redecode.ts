import { concatBytes } from '../wire/bytes.ts';
import { createHttp1Decoder } from '../wire/http1/decoder.ts';
import type { Http1Frame } from '../wire/http1/frame.ts';
import { createHttp2Decoder } from '../wire/http2/decoder.ts';
import type { Http2Frame } from '../wire/http2/frame.ts';
import { createSseDecoder } from '../wire/sse/decoder.ts';
import type { SseFrame } from '../wire/sse/frame.ts';
import { encodeUtf8 } from '../wire/text.ts';
import { createWebSocketDecoder } from '../wire/websocket/decoder.ts';
import type { WebSocketFrame } from '../wire/websocket/frame.ts';
import { bytesOfRow } from './row-bytes.ts';
import type { Trace } from './trace.ts';

/*
 * A row's bytes through a fresh decoder give its frame once more. Offsets then count from the frame's own first byte,
 * and diagnostics that depend on what came before are not repeated: trace.diagnostics holds the true ones.
 */

const CHUNKED_HEAD = encodeUtf8('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');

/** The HTTP/1.1 frame of a row. A chunk needs a head before it, so that a fresh decoder expects one. */
export function http1FrameAt(trace: Trace, row: number): Http1Frame {
  const type = trace.frames.type(row);
  const length = trace.frames.sourceEnd(row) - trace.frames.sourceStart(row);
  const bare = { layer: 'http1', message: 0, start: 0, end: length, diagnostics: [] } as const;
  if (type === 'body' || type === 'junk') return { ...bare, type };
  const bytes = bytesOfRow(trace, row);
  if (type === 'chunk' || type === 'last-chunk') {
    const decoder = createHttp1Decoder({ role: 'response' });
    const frames = decoder.push(concatBytes(CHUNKED_HEAD, bytes)).concat(decoder.end());
    const chunk = frames.find((frame) => frame.type === 'chunk' || frame.type === 'last-chunk');
    if (chunk?.type !== 'chunk' && chunk?.type !== 'last-chunk') return { ...bare, type: 'junk' };
    const shift = CHUNKED_HEAD.length;
    return {
      ...chunk,
      start: 0,
      end: length,
      dataStart: chunk.dataStart - shift,
      dataEnd: chunk.dataEnd - shift,
    };
  }
  const decoder = createHttp1Decoder({ role: type === 'request' ? 'request' : 'response' });
  return decoder.push(bytes)[0] ?? decoder.end()[0] ?? { ...bare, type: 'junk' };
}

/** The HTTP/2 frame of a row. */
export function http2FrameAt(trace: Trace, row: number): Http2Frame {
  const sender = trace.frames.type(row) === 'preface' ? 'client' : 'server';
  const decoder = createHttp2Decoder({ sender });
  const frame = decoder.push(bytesOfRow(trace, row))[0] ?? decoder.end()[0];
  if (!frame) throw new RangeError(`Frame ${row} has no bytes to decode.`);
  return frame;
}

/** The event stream block of a row. Its last event ID is right only when the block has an `id` field. */
export function sseFrameAt(trace: Trace, row: number): SseFrame {
  const decoder = createSseDecoder();
  const frame = decoder.push(bytesOfRow(trace, row))[0] ?? decoder.end()[0];
  if (!frame) throw new RangeError(`Frame ${row} has no bytes to decode.`);
  return frame;
}

/** The WebSocket frame of a row. */
export function webSocketFrameAt(trace: Trace, row: number): WebSocketFrame {
  const sender = trace.frames.direction(row) === 'client-to-server' ? 'client' : 'server';
  const decoder = createWebSocketDecoder({ sender, deflate: true });
  const frame = decoder.push(bytesOfRow(trace, row))[0] ?? decoder.end()[0];
  if (!frame) throw new RangeError(`Frame ${row} has no bytes to decode.`);
  return frame;
}
