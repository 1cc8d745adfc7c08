import type { Span } from '../wire/span.ts';
import { explainHttp1 } from '../wire/http1/explain.ts';
import { summarizeHttp1 } from '../wire/http1/summary.ts';
import { explainHttp2 } from '../wire/http2/explain.ts';
import { summarizeHttp2 } from '../wire/http2/summary.ts';
import { explainSse } from '../wire/sse/explain.ts';
import { summarizeSse } from '../wire/sse/summary.ts';
import { decodeClientHello } from '../wire/tls/client-hello.ts';
import { explainClientHello } from '../wire/tls/explain.ts';
import { summarizeClientHello } from '../wire/tls/summary.ts';
import { explainWebSocket } from '../wire/websocket/explain.ts';
import { summarizeWebSocket } from '../wire/websocket/summary.ts';
import { describeHeaderBlock } from './header-block.ts';
import { layersOfRow } from './layers.ts';
import type { Explanation } from './model.ts';
import { http1FrameAt, http2FrameAt, sseFrameAt, webSocketFrameAt } from './redecode.ts';
import { bytesOfRow } from './row-bytes.ts';
import type { Trace } from './trace.ts';

/*
 * Rows hold no text. What a frame says is read from its bytes again when someone looks at it.
 */

/** What a frame says, in one line. */
export function summarizeRow(trace: Trace, row: number): string {
  switch (trace.frames.layer(row)) {
    case 'http1':
      return summarizeHttp1(http1FrameAt(trace, row));
    case 'http2': {
      const block = trace.headerBlocks.get(row);
      const frame = http2FrameAt(trace, row);
      return block ? describeHeaderBlock(block.fields, frame) : summarizeHttp2(frame);
    }
    case 'sse':
      return summarizeSse(sseFrameAt(trace, row));
    case 'websocket':
      return summarizeWebSocket(webSocketFrameAt(trace, row), trace.inflated.get(row));
    case 'tls':
      return summarizeClientHello(decodeClientHello(bytesOfRow(trace, row)));
  }
}

function spansOfRow(trace: Trace, row: number, bytes: Uint8Array): Span {
  const start = trace.frames.sourceStart(row);
  switch (trace.frames.layer(row)) {
    case 'http1':
      return explainHttp1(bytes, start, http1FrameAt(trace, row));
    case 'http2': {
      const part = trace.continuations.get(row) ?? { first: row, offset: 0 };
      const headerBlock = trace.headerBlocks.get(part.first);
      const sender = trace.frames.direction(row) === 'client-to-server' ? 'client' : 'server';
      const block = headerBlock ? { headerBlock, blockOffset: part.offset } : {};
      return explainHttp2(bytes, start, { sender, ...block });
    }
    case 'sse':
      return explainSse(bytes, start, sseFrameAt(trace, row));
    case 'websocket': {
      const inflated = trace.inflated.get(row)?.content;
      const message = trace.fragments.get(row);
      return explainWebSocket(bytes, start, { ...(inflated && { inflated }), ...(message && { message }) });
    }
    case 'tls':
      return explainClientHello(bytes, start);
  }
}

/** Everything there is to say about one frame. Throws RangeError outside the table. */
export function explainRow(trace: Trace, row: number): Explanation {
  const frame = trace.frames.view(row);
  const bytes = bytesOfRow(trace, row);
  return {
    frame,
    summary: summarizeRow(trace, row),
    layers: layersOfRow(trace, row),
    bytes,
    root: spansOfRow(trace, row, bytes),
    diagnostics: trace.diagnostics.get(row) ?? [],
  };
}
