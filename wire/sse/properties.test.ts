import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { spanFaults } from '../span-laws.ts';
import { encodeUtf8 } from '../text.ts';
import { createSseDecoder } from './decoder.ts';
import { explainSse } from './explain.ts';
import type { SseFrame } from './frame.ts';

/* Pieces that streams are made of, bad ones among them, so that random streams reach every branch. */
const PIECES = [
  'data',
  'event',
  'id',
  'retry',
  ':',
  ' ',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '7',
  'x',
  '\0',
  '\uFEFF',
  'é',
  '🌿',
];
const streamBytes = fc
  .array(fc.oneof(fc.constantFrom(...PIECES).map(encodeUtf8), fc.uint8Array({ maxLength: 3 })), {
    maxLength: 40,
  })
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
describe('for any bytes, the event stream decoder', () => {
  test('gives the same frames however the stream is cut into chunks', () => {
    fc.assert(
      fc.property(streamBytes, fc.array(fc.integer({ min: 1, max: 9 })), (bytes, sizes) => {
        const whole = decodeInChunks(createSseDecoder(), bytes, bytes.length + 1);
        expect(decodeInChunks(createSseDecoder(), bytes, 1)).toEqual(whole);
        const decoder = createSseDecoder();
        const frames: SseFrame[] = [];
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          const chunk = bytes.slice(at, at + size);
          frames.push(...decoder.push(chunk));
          /* A chunk belongs to its caller again as soon as push returns. */
          chunk.fill(0x0a);
          at += size;
        }
        frames.push(...decoder.end());
        expect(frames).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('gives frames that lie side by side from the first byte to the last', () => {
    fc.assert(
      fc.property(streamBytes, (bytes) => {
        let at = 0;
        for (const frame of decodeInChunks(createSseDecoder(), bytes, 7)) {
          expect(frame.start).toBe(at);
          expect(frame.end).toBeGreaterThan(frame.start);
          at = frame.end;
        }
        expect(at).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  test('dispatches the events that eventsource-parser dispatches', () => {
    fc.assert(
      fc.property(streamBytes, (bytes) => {
        const text = new TextDecoder().decode(bytes);
        /* It does not decide about a CR at the end of its input. */
        fc.pre(!text.endsWith('\r'));
        const theirs: EventSourceMessage[] = [];
        createParser({ onEvent: (event) => theirs.push(event) }).feed(text);
        const ours = decodeInChunks(createSseDecoder(), encodeUtf8(text), 5)
          .filter((frame) => frame.type === 'event')
          .map(({ event, data, id }) => ({ event, data, id }));
        expect(ours).toEqual(theirs.map(({ event, data, id }) => ({ event: event || 'message', data, id })));
      }),
      { numRuns: 500 },
    );
  });

  test('explains blocks with spans that tile them', () => {
    fc.assert(
      fc.property(streamBytes, fc.nat(100), (bytes, start) => {
        for (const frame of decodeInChunks(createSseDecoder(), bytes, 50)) {
          const part = bytes.subarray(frame.start, frame.end);
          const root = explainSse(part, start, frame);
          expect([root.start, root.end]).toEqual([start, start + part.length]);
          expect(spanFaults(root)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
