import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { encodeUtf8 } from '../text.ts';
import { streamBytes } from './arbitrary.ts';
import { createSseDecoder } from './decoder.ts';
import type { SseFrame } from './frame.ts';

describe('an event stream decoder', () => {
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
      { numRuns: 2_000 },
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
      { numRuns: 2_000 },
    );
  });

  test('dispatches the events that eventsource-parser dispatches', () => {
    fc.assert(
      fc.property(streamBytes, (bytes) => {
        const text = new TextDecoder().decode(bytes);
        /* It leaves a CR at the end of its input undecided, keeps an id for one event only, and drops no U+FFFD. */
        fc.pre(!text.endsWith('\r'));
        const theirs: EventSourceMessage[] = [];
        createParser({ onEvent: (event) => theirs.push(event) }).feed(text);
        const ours = decodeInChunks(createSseDecoder(), encodeUtf8(text), 5)
          .filter((frame) => frame.type === 'event')
          .map(({ event, data, id }) => ({ event, data, id }));
        expect(ours).toEqual(theirs.map(({ event, data, id }) => ({ event: event || 'message', data, id })));
      }),
      { numRuns: 2_000 },
    );
  });

  test('completes an event with the chunk that holds its last byte', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encodeUtf8('data: a\n'))).toEqual([]);
    expect(decoder.pending()).toEqual({ state: 'line', start: 0, end: 8 });
    expect(decoder.push(encodeUtf8('\n'))).toHaveLength(1);
    expect(decoder.pending()).toBeUndefined();
  });

  test('does not hold an event of a stream written with CR until the next one begins', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encodeUtf8('data: a\r\r')).map((frame) => frame.data)).toEqual(['a']);
    expect(decoder.pending()).toBeUndefined();
  });

  test('waits for the LF of a CR LF that a chunk cuts apart', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encodeUtf8('data: a\r\n\r'))).toEqual([]);
    expect(decoder.pending()?.state).toBe('blank-cr');
    expect(decoder.push(encodeUtf8('\n')).map(({ start, end }) => [start, end])).toEqual([[0, 11]]);
  });

  test('says nothing more when it is ended twice', () => {
    const decoder = createSseDecoder();
    decoder.push(encodeUtf8('data: a\n\r'));
    expect(decoder.end()).toHaveLength(1);
    expect(decoder.end()).toEqual([]);
  });

  test('reads a long line that comes byte by byte in time that grows with its length', () => {
    const decoder = createSseDecoder();
    for (let count = 0; count < 300_000; count++) decoder.push(Uint8Array.of(0x61));
    expect(decoder.push(encodeUtf8('\n\n'))[0]?.end).toBe(300_002);
  });

  test('keeps no more of an endless line than its bound', () => {
    const decoder = createSseDecoder({ maxBlockBytes: 1_000 });
    const chunk = new Uint8Array(100_000).fill(0x61);
    for (let count = 0; count < 100; count++) decoder.push(chunk);
    const [frame] = decoder.push(encodeUtf8('\n\n'));
    expect(frame?.diagnostics.map(({ code }) => code)).toEqual(['sse/block-too-long']);
  });

  test('takes a million carriage returns for a million blank lines', () => {
    expect(createSseDecoder().push(new Uint8Array(1_000_000).fill(0x0d))).toHaveLength(999_999);
  });
});
