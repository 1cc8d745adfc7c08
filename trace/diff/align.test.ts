import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, type Pair } from './align.ts';

const letters = (text: string): string[] => [...text];
const shown = (a: string, b: string, maxEdits?: number): string =>
  align(letters(a), letters(b), maxEdits)
    .map((pair) =>
      pair.b === undefined ? `-${a[pair.a]}` : pair.a === undefined ? `+${b[pair.b]}` : a[pair.a],
    )
    .join(' ');
const edits = (pairs: readonly Pair[]): number =>
  pairs.filter(({ a, b }) => a === undefined || b === undefined).length;

/** The length of the shortest edit script, by the table every textbook has. */
function shortest(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((item, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      next.push(item === other ? (row[j] as number) : 1 + Math.min(row[j + 1] as number, next[j] as number));
    });
    row = next;
  });
  return row.at(-1) as number;
}

describe('aligning two sequences', () => {
  test('keeps what both have and marks the rest', () => {
    expect(shown('abcabba', 'cbabac')).toBe('-a -b c +b a b -b a +c');
    expect(shown('abc', 'abc')).toBe('a b c');
    expect(shown('', 'ab')).toBe('+a +b');
    expect(shown('ab', '')).toBe('-a -b');
    expect(align([], [])).toEqual([]);
  });

  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 24 });

  test('holds every position once and in order, and pairs equal items only, whatever the bound', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 30 }), (a, b, maxEdits) => {
        const pairs = align(a, b, maxEdits);
        expect(pairs.flatMap((pair) => (pair.a === undefined ? [] : [pair.a]))).toEqual([...a.keys()]);
        expect(pairs.flatMap((pair) => (pair.b === undefined ? [] : [pair.b]))).toEqual([...b.keys()]);
        for (const pair of pairs) {
          if (pair.a !== undefined && pair.b !== undefined) expect(a[pair.a]).toBe(b[pair.b]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('finds a shortest way while the bound allows it', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(edits(align(a, b))).toBe(shortest(a, b));
      }),
      { numRuns: 200 },
    );
  });

  test('stays within its bound on long sequences that share nothing', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => i);
    const b = Array.from({ length: 20_000 }, (_, i) => -1 - i);
    expect(edits(align(a, b, 50))).toBe(40_000);
  });
});
