import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { decodeInChunks, runConformance } from '../conformance.ts';
import { NO_DIAGNOSTICS } from '../diagnostic.ts';
import { createWebSocketDecoder, type WebSocketDecoderOptions } from './decoder.ts';
import { WS_FRAME_DIAGNOSTICS } from './diagnostics.ts';
import { encodeFrame, encodeText, type EncodeOptions } from './encode.ts';
import type { WebSocketFrame } from './frame.ts';
import { plainPayload } from './mask.ts';

const SHOWN_BYTES = 12;

function describeFrame(frame: WebSocketFrame): string {
  const bits = ['fin', 'rsv1', 'rsv2', 'rsv3'] as const;
  const hex = Array.from(frame.payload.subarray(0, SHOWN_BYTES), (byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return [
    ...bits.filter((bit) => frame[bit]).map((bit) => bit.toUpperCase()),
    `length=${BigInt(frame.length)}`,
    ...(frame.masked ? [`key=${frame.maskingKey.toString(16).padStart(8, '0')}`] : []),
    ...(hex.length > 0 ? [`payload=${hex.join('')}${frame.payload.length > SHOWN_BYTES ? '…' : ''}`] : []),
  ].join(' ');
}

runConformance({
  protocol: 'websocket',
  decoder: (options: WebSocketDecoderOptions) => createWebSocketDecoder(options),
  describe: describeFrame,
  diagnostics: WS_FRAME_DIAGNOSTICS,
});

const anyFrame: fc.Arbitrary<EncodeOptions> = fc.record({
  opcode: fc.nat(15),
  payload: fc.uint8Array({ maxLength: 200 }),
  fin: fc.boolean(),
  rsv1: fc.boolean(),
  rsv2: fc.boolean(),
  rsv3: fc.boolean(),
  maskingKey: fc.option(fc.nat(0xffffffff), { nil: undefined }),
});
const anySender = fc.constantFrom('client' as const, 'server' as const);

describe('the WebSocket decoder', () => {
  test('gives back what the encoder was given', () => {
    fc.assert(
      fc.property(anySender, fc.array(anyFrame, { maxLength: 8 }), (sender, frames) => {
        const decoder = createWebSocketDecoder({ sender });
        const decoded = decoder.push(joinBytes([new Uint8Array(0), ...frames.map(encodeFrame)]));
        expect(decoder.pending()).toBeUndefined();
        expect(
          decoded.map((frame) => ({
            opcode: frame.opcode,
            payload: new Uint8Array(plainPayload(frame)),
            fin: frame.fin,
            rsv1: frame.rsv1,
            rsv2: frame.rsv2,
            rsv3: frame.rsv3,
            maskingKey: frame.masked ? frame.maskingKey : undefined,
          })),
        ).toEqual(frames.map((frame) => ({ ...frame, payload: new Uint8Array(frame.payload ?? []) })));
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same frames however the bytes are cut', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(anyFrame, { maxLength: 5 })
        .map((frames) => joinBytes([new Uint8Array(0), ...frames.map(encodeFrame)])),
    );
    fc.assert(
      fc.property(
        anySender,
        fc.boolean(),
        anyBytes,
        fc.integer({ min: 1, max: 40 }),
        (sender, deflate, bytes, size) => {
          const options = { sender, deflate, maxPayloadBytes: 150 };
          const whole = decodeInChunks(createWebSocketDecoder(options), bytes, bytes.length || 1);
          expect(decodeInChunks(createWebSocketDecoder(options), bytes, size)).toEqual(whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('gives frames that lie end to end, whatever the bytes', () => {
    fc.assert(
      fc.property(anySender, fc.uint8Array({ maxLength: 300 }), (sender, bytes) => {
        let at = 0;
        for (const frame of decodeInChunks(createWebSocketDecoder({ sender }), bytes, 7)) {
          expect(frame.start).toBe(at);
          at = frame.end;
          for (const { start, end } of frame.diagnostics) {
            expect(start).toBeGreaterThanOrEqual(frame.start);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(frame.end);
          }
        }
        expect(at).toBe(bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  test('does not copy a payload that came in one chunk', () => {
    const chunk = encodeText('Hello');
    const [frame] = createWebSocketDecoder({ sender: 'server' }).push(chunk);
    expect(frame?.payload.buffer).toBe(chunk.buffer);
    expect(frame?.diagnostics).toBe(NO_DIAGNOSTICS);
  });

  test('says which part of a frame it is reading', () => {
    const bytes = encodeFrame({ opcode: 2, payload: new Uint8Array(200), maskingKey: 0x01020304 });
    const decoder = createWebSocketDecoder({ sender: 'client' });
    const states = Array.from(bytes.subarray(0, 10), (_, index) => {
      decoder.push(bytes.subarray(index, index + 1));
      return decoder.pending()?.state;
    });
    expect(states).toEqual([
      'header',
      ...['extended payload length', 'extended payload length'],
      ...['masking-key', 'masking-key', 'masking-key', 'masking-key'],
      ...['payload', 'payload', 'payload'],
    ]);
    expect(decoder.pending()).toEqual({ state: 'payload', start: 0, end: 10 });
  });

  test('keeps what came of a payload when the bytes end inside it', () => {
    const decoder = createWebSocketDecoder({ sender: 'server' });
    decoder.push(Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff));
    decoder.push(new Uint8Array(10));
    const [frame] = decoder.end();
    expect(frame?.payload).toEqual(new Uint8Array(10));
    expect(frame?.payload.buffer.byteLength).toBe(10);
  });
});
