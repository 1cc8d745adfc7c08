import { expect, test } from 'vitest';
import { readConformance, runConformance } from '../conformance.ts';
import { NO_DIAGNOSTICS } from '../diagnostic.ts';
import type { Decoder, Frame } from '../frame.ts';
import type { Span } from '../span.ts';
import { clientHelloLength, decodeClientHello, MAX_CLIENT_HELLO_BYTES } from './client-hello.ts';
import { TLS_DIAGNOSTICS } from './diagnostics.ts';
import { explainClientHello } from './explain.ts';
import { TLS_FIELDS } from './fields.ts';
import { summarizeClientHello } from './summary.ts';

interface Line extends Frame {
  readonly details: string;
}

/** The spans that have no others inside, as lines: `0-1 tls.content-type handshake (22)`. */
function leaves(span: Span): Line[] {
  if (span.children && span.children.length > 0) return span.children.flatMap(leaves);
  const { field, start, end, value } = span;
  return [{ layer: 'tls', type: field, start, end, details: value, diagnostics: NO_DIAGNOSTICS }];
}

/** The ClientHello with its summary and diagnostics, then every field of it. */
function linesOf(bytes: Uint8Array): Line[] {
  const hello = decodeClientHello(bytes);
  const root = explainClientHello(bytes, 0);
  const whole = { layer: 'tls', type: 'ClientHello', start: 0, end: bytes.length } as const;
  return [
    { ...whole, details: summarizeClientHello(hello), diagnostics: hello.diagnostics },
    ...(root.children ?? []).flatMap(leaves),
  ];
}

/** Waits for the ClientHello as the server does, before it hands a connection to TLS. */
function helloDecoder(): Decoder<Line> {
  const buffer = new Uint8Array(MAX_CLIENT_HELLO_BYTES);
  let filled = 0;
  let isRead = false;
  return {
    push: (chunk) => {
      if (isRead) return [];
      buffer.set(chunk, filled);
      filled += chunk.length;
      const length = clientHelloLength(buffer.subarray(0, filled));
      if (length === undefined || length === 0 || length > filled) return [];
      isRead = true;
      return linesOf(buffer.subarray(0, length));
    },
    end: () => (isRead ? [] : linesOf(buffer.subarray(0, filled))),
    pending: () => undefined,
  };
}

runConformance({
  protocol: 'tls',
  decoder: helloDecoder,
  describe: (line: Line) => line.details,
  diagnostics: TLS_DIAGNOSTICS,
});

test('every TLS field that can be a leaf stands in a conformance case', () => {
  const seen = new Set(
    readConformance('tls').flatMap(({ frames }) => frames.map((line) => line.split(' ')[1] ?? '')),
  );
  const groups = new Set(['tls.client-hello', 'tls.record', 'tls.extension']);
  expect(Object.keys(TLS_FIELDS).filter((field) => !seen.has(field) && !groups.has(field))).toEqual([]);
});
