/* Single frames from other implementers: tests/vectors/http2-frames. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { createHttp2Decoder } from './decoder.ts';
import { HTTP2_DIAGNOSTICS, type Http2DiagnosticCode } from './diagnostics.ts';
import { encodeHeaders, encodeSettings } from './encode.ts';
import { ERROR_CODES } from './error-codes.ts';
import { FRAME_TYPES, type Http2Frame } from './frame.ts';
import {
  errorCode,
  headerBlockFragment,
  lastStreamId,
  padLength,
  parseSettings,
  priority,
  promisedStreamId,
  unpaddedRange,
  windowIncrement,
} from './payload.ts';

interface Vector {
  readonly wire: string;
  readonly error: readonly number[] | null;
  readonly frame: {
    readonly length: number;
    readonly type: number;
    readonly flags: number;
    readonly stream_identifier: number;
    readonly frame_payload: Readonly<Record<string, unknown>>;
  } | null;
}

const folder = fileURLToPath(new URL('../../tests/vectors/http2-frames/', import.meta.url));
const vectors = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(folder + name).map((file) => `${name}/${file}`))
  .map((path): [string, Vector] => [path, JSON.parse(readFileSync(folder + path, 'utf8')) as Vector]);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** How each key of a vector's payload is read from our frame. */
const READERS: Readonly<Record<string, (frame: Http2Frame) => unknown>> = {
  data: (frame) => text(frame.payload.subarray(unpaddedRange(frame).start, unpaddedRange(frame).end)),
  padding_length: (frame) => padLength(frame) ?? null,
  padding: (frame) => (padLength(frame) ? text(frame.payload.subarray(unpaddedRange(frame).end)) : null),
  header_block_fragment: (frame) => text(headerBlockFragment(frame)),
  stream_dependency: (frame) => priority(frame)?.dependency ?? null,
  weight: (frame) => priority(frame)?.weight ?? null,
  exclusive: (frame) => priority(frame)?.exclusive ?? null,
  error_code: errorCode,
  settings: (frame) => parseSettings(frame.payload).map(({ id, value }) => [id, value]),
  promised_stream_id: promisedStreamId,
  opaque_data: (frame) => text(frame.payload),
  last_stream_id: lastStreamId,
  additional_debug_data: (frame) => text(frame.payload.subarray(8)),
  window_size_increment: windowIncrement,
};

/** Decodes the vector's frame where it may stand: after SETTINGS, and a CONTINUATION after its HEADERS. */
function decodeVector(wire: string): Http2Frame {
  const bytes = Uint8Array.from(Buffer.from(wire, 'hex'));
  const before = [encodeSettings([])];
  if (bytes[3] === FRAME_TYPES.CONTINUATION) {
    before.push(encodeHeaders(bytes[8] as number, new Uint8Array(0), { endHeaders: false }));
  }
  const decoder = createHttp2Decoder({ sender: 'server' });
  const frames = [...decoder.push(joinBytes([...before, bytes])), ...decoder.end()];
  expect(frames).toHaveLength(before.length + 1);
  return frames.at(-1) as Http2Frame;
}

test('there are the 16 frames of the collection', () => {
  expect(vectors).toHaveLength(16);
});

describe.each(vectors)('vector %s', (_path, { wire, error, frame }) => {
  test('is read as the collection says', () => {
    const decoded = decodeVector(wire);
    const errors = decoded.diagnostics
      .filter(({ severity, code }) => severity === 'error' && code !== 'http2/truncated')
      .map(({ code }) => HTTP2_DIAGNOSTICS[code as Http2DiagnosticCode].response);
    if (error) expect(errors).toEqual(error.map((code) => ERROR_CODES[code]?.name));
    else expect(errors).toEqual([]);
    if (!frame) return;
    expect(decoded).toMatchObject({
      typeCode: frame.type,
      length: frame.length,
      flags: frame.flags,
      streamId: frame.stream_identifier,
    });
    for (const [key, value] of Object.entries(frame.frame_payload)) {
      expect(READERS[key]?.(decoded), key).toEqual(value);
    }
  });
});
