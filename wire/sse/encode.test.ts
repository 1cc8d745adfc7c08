import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { createSseDecoder } from './decoder.ts';
import { encodeSse, encodeSseBytes, type LineEnding, type SseBlock } from './encode.ts';
import type { SseFrame } from './frame.ts';

const line = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/[\r\n]/g, ''));
const lines = fc.array(line, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n'));
const block: fc.Arbitrary<SseBlock> = fc.record(
  {
    event: line,
    data: lines,
    id: line.map((text) => text.replaceAll('\0', '')),
    retry: fc.nat(),
    comment: lines,
  },
  { requiredKeys: ['data'] },
);

describe('an event stream encoder', () => {
  test('writes what the decoder reads back, with each line ending', () => {
    fc.assert(
      fc.property(block, fc.constantFrom<LineEnding[]>('\n', '\r\n', '\r'), (parts, ending) => {
        const frames = decodeInChunks(createSseDecoder(), encodeSseBytes(parts, ending), 3);
        expect(frames).toHaveLength(1);
        const [frame] = frames as [SseFrame];
        expect(frame.type).toBe('event');
        expect(frame.data).toBe(parts.data);
        expect(frame.event).toBe(parts.event || 'message');
        expect(frame.id).toBe(parts.id);
        expect(frame.retry).toBe(parts.retry);
        expect(frame.comment).toBe(parts.comment ?? '');
        expect(frame.diagnostics).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('writes one data line for each line of data', () => {
    expect(encodeSse({ id: '3', event: 'tick', data: 'a\r\nb\rc' })).toBe(
      'event: tick\nid: 3\ndata: a\ndata: b\ndata: c\n\n',
    );
  });

  test('writes a heartbeat as a comment', () => {
    expect(encodeSse({ comment: '' })).toBe(':\n\n');
  });

  test.each<[string, SseBlock]>([
    ['an event type with a line break', { event: 'a\nb' }],
    ['an id with a line break', { id: '1\rdata: x' }],
    ['an id with U+0000', { id: '\0' }],
    ['a retry that is not whole', { retry: 1.5 }],
    ['a negative retry', { retry: -1 }],
  ])('refuses %s', (_what, parts) => {
    expect(() => encodeSse(parts)).toThrow(RangeError);
  });
});
