import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../text.ts';
import { createSseDecoder } from './decoder.ts';

describe('an event stream decoder', () => {
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

  test('takes every carriage return of a flood for a blank line', () => {
    expect(createSseDecoder().push(new Uint8Array(100_000).fill(0x0d))).toHaveLength(100_000);
  });
});
