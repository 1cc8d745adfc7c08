import { summarizeHttp1 } from '../wire/http1/summary.ts';
import { summarizeHttp2 } from '../wire/http2/summary.ts';
import { summarizeSse } from '../wire/sse/summary.ts';
import { decodeClientHello } from '../wire/tls/client-hello.ts';
import { summarizeClientHello } from '../wire/tls/summary.ts';
import { summarizeWebSocket } from '../wire/websocket/summary.ts';
import { describeHeaderBlock } from './header-block.ts';
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
