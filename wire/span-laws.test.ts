import { describe, expect, test } from 'vitest';
import { spanFaults } from './span-laws.ts';
import type { Span } from './span.ts';

const span = (field: string, start: number, end: number, more: Partial<Span> = {}): Span => ({
  field,
  label: field,
  start,
  end,
  value: '',
  meaning: '',
  spec: 'RFC 9110',
  ...more,
});

describe('spanFaults', () => {
  test('finds nothing in a tree that tiles, down to bits', () => {
    const bits = [span('a', 4, 5, { bits: 0xf0 }), span('b', 4, 5, { bits: 0x0f })];
    expect(spanFaults(span('root', 4, 8, { children: [...bits, span('c', 5, 8)] }))).toEqual([]);
    expect(spanFaults(span('root', 0, 0))).toEqual([]);
  });

  test.each([
    ['a gap', [span('a', 0, 1), span('b', 2, 4)], 'root: b starts at 2, not at 1'],
    ['an overlap', [span('a', 0, 3), span('b', 2, 4)], 'root: b starts at 2, not at 3'],
    ['a late start', [span('a', 1, 4)], 'root: a starts at 1, not at 0'],
    ['an early end', [span('a', 0, 3)], 'root: the children end at 3, not at 4'],
    ['an empty span', [span('a', 0, 0), span('b', 0, 4)], 'root: a is empty'],
    [
      'missing bits',
      [span('a', 0, 1, { bits: 0x80 }), span('b', 0, 1, { bits: 0x3f }), span('c', 1, 4)],
      'root: the bits at 0 add up to 0xbf',
    ],
    [
      'a fault below',
      [span('a', 0, 4, { children: [span('b', 1, 4)] })],
      'root > a: b starts at 1, not at 0',
    ],
  ])('finds %s', (_what, children, fault) => {
    expect(spanFaults(span('root', 0, 4, { children }))).toContain(fault);
  });

  test('looks into derived sources, whose offsets count from 0', () => {
    const derived = { kind: 'unmasked', bytes: new Uint8Array(3), spans: [span('a', 0, 2)] } as const;
    expect(spanFaults(span('root', 10, 13, { derived }))).toEqual([
      'root > unmasked: the children end at 2, not at 3',
    ]);
  });
});
