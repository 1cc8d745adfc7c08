import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { decodeInChunks } from '../conformance.ts';
import { createHpackDecoder } from '../hpack/decoder.ts';
import { HPACK_FIELDS } from '../hpack/fields.ts';
import type { Span } from '../span.ts';
import { spanFaults } from '../span-laws.ts';
import { createHttp2Decoder } from './decoder.ts';
import {
  encodeContinuation,
  encodeData,
  encodeFrame,
  encodeGoaway,
  encodeHeaders,
  encodePing,
  encodePriority,
  encodePriorityUpdate,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from './encode.ts';
import { explainHttp2 } from './explain.ts';
import { HTTP2_FIELDS } from './fields.ts';
import type { Http2Frame } from './frame.ts';
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
import { CONNECTION_PREFACE } from './preface.ts';
import { summarizeHttp2 } from './summary.ts';

const payload = fc.uint8Array({ maxLength: 60 });
const uint31 = fc.integer({ min: 0, max: 0x7fff_ffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const stream = fc.oneof(fc.integer({ min: 0, max: 9 }), uint31);
const pad = fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined });

/** Frames of any type, flags and stream, mostly of known types. */
const anyFrame = fc
  .record({
    typeCode: fc.oneof(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 255 })),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 0x2d), fc.integer({ min: 0, max: 255 })),
    streamId: stream,
    reservedBit: fc.boolean(),
    payload,
  })
  .map(encodeFrame);
const anyInput = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc.array(anyFrame, { maxLength: 6 }).map(joinBytes),
  fc.array(anyFrame, { maxLength: 6 }).map((frames) => joinBytes([CONNECTION_PREFACE, ...frames])),
);
const sender = fc.constantFrom('client' as const, 'server' as const);

function decodeOnly(bytes: Uint8Array): Http2Frame {
  const decoder = createHttp2Decoder({ sender: 'server', maxFrameSize: 1_000 });
  const frames = decoder.push(bytes);
  expect(frames).toHaveLength(1);
  expect(decoder.end()).toEqual([]);
  return frames[0] as Http2Frame;
}

describe('laws of HTTP/2 frames', () => {
  test('chunking changes nothing, and frames tile the input', () => {
    fc.assert(
      fc.property(anyInput, sender, fc.integer({ min: 1, max: 40 }), (input, sender, size) => {
        const options = { sender, maxKeptPayload: 20, maxHeaderBlock: 50 };
        const whole = decodeInChunks(createHttp2Decoder(options), input, Math.max(1, input.length));
        expect(decodeInChunks(createHttp2Decoder(options), input, size)).toEqual(whole);
        let reached = 0;
        for (const frame of whole) {
          expect(frame.start).toBe(reached);
          reached = frame.end;
          for (const { start, end } of frame.diagnostics) {
            expect(start).toBeGreaterThanOrEqual(frame.start);
            expect(end).toBeLessThanOrEqual(Math.max(frame.end, frame.start + 9));
          }
          summarizeHttp2(frame);
        }
        expect(reached).toBe(input.length);
      }),
      { numRuns: 400 },
    );
  });

  test('a frame that is being read is pending until its last byte came', () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(), (bytes, at) => {
        const decoder = createHttp2Decoder({ sender: 'server' });
        const cut = at % bytes.length;
        expect(decoder.push(bytes.subarray(0, cut))).toEqual([]);
        const state = cut < 9 ? 'frame-header' : 'payload';
        expect(decoder.pending()).toEqual(cut === 0 ? undefined : { state, start: 0, end: cut });
        expect(decoder.push(bytes.subarray(cut))).toHaveLength(1);
        expect(decoder.pending()).toBeUndefined();
      }),
    );
  });

  test('spans tile any bytes, and every field has its row in a table', () => {
    const context = createHpackDecoder();
    fc.assert(
      fc.property(fc.oneof(anyFrame, anyInput), fc.nat(1_000), fc.nat(3), (bytes, start, blockOffset) => {
        const headerBlock = context.decode(bytes.subarray(9));
        for (const more of [{}, { headerBlock }, { headerBlock, blockOffset }]) {
          const root = explainHttp2(bytes, start, { sender: 'server', ...more });
          expect(spanFaults(root)).toEqual([]);
          expect([root.start, root.end]).toEqual([start, start + bytes.length]);
          for (const { field } of everySpan(root)) {
            expect(Object.hasOwn(HTTP2_FIELDS, field) || Object.hasOwn(HPACK_FIELDS, field)).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function everySpan(span: Span): Span[] {
  return [span, ...(span.children ?? []).flatMap(everySpan)];
}

describe('what is encoded is decoded again', () => {
  test('DATA', () => {
    fc.assert(
      fc.property(stream, payload, fc.boolean(), pad, (streamId, data, endStream, padding) => {
        const frame = decodeOnly(encodeData(streamId, data, { endStream, padLength: padding }));
        const { start, end } = unpaddedRange(frame);
        expect(frame.payload.subarray(start, end)).toEqual(data);
        expect([frame.type, frame.streamId, (frame.flags & 1) === 1, padLength(frame)]).toEqual([
          'DATA',
          streamId,
          endStream,
          padding,
        ]);
      }),
    );
  });

  test('HEADERS, PUSH_PROMISE and CONTINUATION', () => {
    const fields = fc.option(
      fc.record({ exclusive: fc.boolean(), dependency: uint31, weight: fc.integer({ min: 1, max: 256 }) }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        stream,
        payload,
        pad,
        fields,
        uint31,
        (streamId, block, padding, priorityFields, promised) => {
          const headers = decodeOnly(
            encodeHeaders(streamId, block, { padLength: padding, priority: priorityFields }),
          );
          expect(headerBlockFragment(headers)).toEqual(block);
          expect(priority(headers)).toEqual(priorityFields);
          const promise = decodeOnly(encodePushPromise(streamId, promised, block, { padLength: padding }));
          expect(headerBlockFragment(promise)).toEqual(block);
          expect(promisedStreamId(promise)).toBe(promised);
          const rest = decodeOnly(encodeContinuation(streamId, block));
          expect(headerBlockFragment(rest)).toEqual(block);
          expect([headers.flags & 4, promise.flags & 4, rest.flags]).toEqual([4, 4, 4]);
          if (!priorityFields) return;
          expect(priority(decodeOnly(encodePriority(streamId, priorityFields)))).toEqual(priorityFields);
        },
      ),
    );
  });

  test('SETTINGS, RST_STREAM, GOAWAY, WINDOW_UPDATE, PING and PRIORITY_UPDATE', () => {
    const settings = fc.array(fc.record({ id: fc.integer({ min: 0, max: 0xffff }), value: uint32 }));
    fc.assert(
      fc.property(settings, stream, uint31, uint32, (list, streamId, number, code) => {
        const parsed = parseSettings(decodeOnly(encodeSettings(list)).payload);
        expect(parsed.map(({ id, value }) => ({ id, value }))).toEqual(list);
        expect(errorCode(decodeOnly(encodeRstStream(streamId, code)))).toBe(code);
        const goaway = decodeOnly(encodeGoaway(number, code, 'why'));
        expect([lastStreamId(goaway), errorCode(goaway), goaway.length]).toEqual([number, code, 11]);
        expect(windowIncrement(decodeOnly(encodeWindowUpdate(streamId, number)))).toBe(number);
      }),
    );
    expect(summarizeHttp2(decodeOnly(encodeSettingsAck()))).toBe('ACK');
    const ping = decodeOnly(encodePing(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), { ack: true }));
    expect(summarizeHttp2(ping)).toBe('ACK 0x0102030405060708');
    expect(summarizeHttp2(decodeOnly(encodePriorityUpdate(5, 'u=1, i')))).toBe('stream 5 "u=1, i"');
  });
});
