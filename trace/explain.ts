import { formatBytes } from '../wire/format.ts';
import { explainHttp1 } from '../wire/http1/explain.ts';
import { explainHttp2 } from '../wire/http2/explain.ts';
import type { Span } from '../wire/span.ts';
import { explainSse } from '../wire/sse/explain.ts';
import { explainClientHello } from '../wire/tls/explain.ts';
import { explainWebSocket } from '../wire/websocket/explain.ts';
import { describeFrameFacts } from './http2/frame-facts.ts';
import type { Explanation, Fact } from './model.ts';
import { http1FrameAt, sseFrameAt } from './redecode.ts';
import { bytesOfRow } from './row-bytes.ts';
import type { Trace } from './trace.ts';

/*
 * Explaining needs every protocol's field table. It stands apart from the trace, so that a page loads it only when
 * somebody opens a frame.
 */

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

/** What a content coding did to the bytes of an event. Empty for frames whose bytes crossed the wire as they are. */
function describeCoding(trace: Trace, row: number): readonly Fact[] {
  const { frames } = trace;
  const coding = trace.exchanges[frames.exchange(row) - 1]?.coding;
  if (!coding || trace.source(frames.source(row)).kind !== 'inflated') return [];
  const size = frames.sourceEnd(row) - frames.sourceStart(row);
  return [
    {
      label: 'Content coding',
      value: coding,
      meaning: `These ${formatBytes(size)} did not cross the wire as they stand: they came out of the compressed content of the frames around them, which may hold more events. Offsets count in the inflated content.`,
      spec: 'RFC 9110 §8.4.1',
    },
  ];
}

/** Everything there is to say about one frame. Throws RangeError outside the table. */
export function explainFrame(trace: Trace, row: number): Explanation {
  const frame = trace.frames.view(row);
  const bytes = bytesOfRow(trace, row);
  const facts = [...describeCoding(trace, row), ...describeFrameFacts(trace, row)];
  return {
    frame,
    summary: trace.summary(row),
    layers: trace.layers(row),
    bytes,
    root: spansOfRow(trace, row, bytes),
    diagnostics: trace.diagnostics.get(row) ?? [],
    ...(facts.length > 0 && { facts }),
  };
}
