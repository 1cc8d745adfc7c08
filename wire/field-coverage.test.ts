import { expect, test } from 'vitest';
import { decodeInChunks, readConformance } from './conformance.ts';
import { FIELD_TABLES } from './fields.ts';
import type { Decoder, Frame } from './frame.ts';
import { createHpackDecoder, type HpackDecoderOptions } from './hpack/decoder.ts';
import { explainHeaderBlock } from './hpack/explain.ts';
import { createHttp1Decoder, type Http1DecoderOptions } from './http1/decoder.ts';
import { explainHttp1 } from './http1/explain.ts';
import { createHttp2Decoder, type Http2DecoderOptions } from './http2/decoder.ts';
import { explainHttp2 } from './http2/explain.ts';
import type { Span } from './span.ts';
import { createSseDecoder } from './sse/decoder.ts';
import { explainSse } from './sse/explain.ts';
import { createWebSocketDecoder } from './websocket/decoder.ts';
import { explainWebSocket } from './websocket/explain.ts';

/* Every field that an inspector can show is in a conformance document: so none is named that no bytes give. */

function* spansOf(span: Span): Generator<Span> {
  yield span;
  for (const child of span.children ?? []) yield* spansOf(child);
  for (const child of span.derived?.spans ?? []) yield* spansOf(child);
}

/** The spans of every frame of every document of a protocol. */
function explained<F extends Frame, Options>(
  protocol: string,
  create: (options: Options) => Decoder<F>,
  explain: (bytes: Uint8Array, frame: F) => Span,
): Span[] {
  return readConformance(protocol).flatMap(({ input, options }) =>
    decodeInChunks(create(options as Options), input, Math.max(1, input.length)).map((frame) =>
      explain(input.subarray(frame.start, frame.end), frame),
    ),
  );
}

const EXPLAINED = {
  http1: () =>
    explained(
      'http1',
      (options: Partial<Http1DecoderOptions>) => createHttp1Decoder({ role: 'request', ...options }),
      (bytes, frame) => explainHttp1(bytes, frame.start, frame),
    ),
  http2: () =>
    explained(
      'http2',
      (options: Partial<Http2DecoderOptions>) => createHttp2Decoder({ sender: 'server', ...options }),
      (bytes, frame) => explainHttp2(bytes, frame.start),
    ),
  sse: () => explained('sse', createSseDecoder, (bytes, frame) => explainSse(bytes, frame.start, frame)),
  websocket: () =>
    explained('websocket', createWebSocketDecoder, (bytes, frame) => explainWebSocket(bytes, frame.start)),
  hpack: () =>
    readConformance('hpack').flatMap(({ input, options }) =>
      explainHeaderBlock(input, 0, createHpackDecoder(options as HpackDecoderOptions).decode(input)),
    ),
} as const;

test.each(Object.entries(EXPLAINED))('every field of %s is in a conformance case', (protocol, spans) => {
  const seen = new Set(spans().flatMap((span) => [...spansOf(span)].map(({ field }) => field)));
  const fields = Object.keys(FIELD_TABLES[protocol as keyof typeof EXPLAINED]);
  expect(fields.filter((field) => !seen.has(field))).toEqual([]);
});
