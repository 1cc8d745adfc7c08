import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../wire/bytes.ts';
import { DerivedSource, InflatedSource, RawSource } from './sources.ts';

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), { minLength: 1, maxLength: 12 });

describe('a raw source', () => {
  test('gives back any range of what was appended, however the chunks lay', () => {
    fc.assert(
      fc.property(chunks, fc.nat(), fc.nat(), (runs, a, b) => {
        const source = new RawSource(0, 1, 'client-to-server');
        runs.forEach((run, t) => {
          source.append(run, t);
        });
        const whole = joinBytes(runs);
        const [start, end] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        expect([...source.bytes(start, end)]).toEqual([...whole.subarray(start, end)]);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('says when each byte came and which chunk held it', () => {
    const source = new RawSource(0, 1, 'server-to-client');
    source.append(new Uint8Array(3), 10);
    source.append(new Uint8Array(2), 20);
    expect([0, 2, 3, 4].map((offset) => source.timeOf(offset))).toEqual([10, 10, 20, 20]);
    expect(source.chunkAt(4)).toEqual({ index: 1, start: 3, end: 5 });
  });

  test('refuses a range outside itself', () => {
    const source = new RawSource(0, 1, 'server-to-client');
    source.append(new Uint8Array(3), 10);
    expect(() => source.bytes(2, 4)).toThrow('Bytes 2 to 4 are outside the source, which has 3.');
  });
});

describe('a derived source', () => {
  test('reads across the gaps between the ranges it was cut from', () => {
    const raw = new RawSource(0, 1, 'server-to-client');
    raw.append(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 0);
    const source = new DerivedSource(1, raw);
    source.append(1, 2);
    source.append(5, 3);
    source.append(8, 1);
    expect([...source.bytes(0, 6)]).toEqual([1, 2, 5, 6, 7, 8]);
    expect([...source.bytes(1, 3)]).toEqual([2, 5]);
    const ranges = [source.rawRange(0, 1), source.rawRange(1, 6), source.rawRange(2, 2)];
    expect(ranges.map(({ start, end }) => [start, end])).toEqual([
      [1, 2],
      [2, 9],
      [5, 5],
    ]);
  });
});

test('an inflated source joins its pieces and knows the raw range of each', () => {
  const source = new InflatedSource(1, new RawSource(0, 1, 'server-to-client'));
  expect(source.rawRange(0, 0)).toEqual({ start: 0, end: 0 });
  source.append(Uint8Array.of(1, 2, 3), { start: 10, end: 12 });
  source.append(new Uint8Array(0), { start: 20, end: 22 });
  source.append(Uint8Array.of(4, 5), { start: 30, end: 31 });
  expect([...source.bytes(0, 5)]).toEqual([1, 2, 3, 4, 5]);
  expect([...source.bytes(2, 4)]).toEqual([3, 4]);
  expect(source.rawRange(0, 3)).toEqual({ start: 10, end: 12 });
  expect(source.rawRange(2, 4)).toEqual({ start: 10, end: 31 });
  expect(source.rawRange(3, 3)).toEqual({ start: 30, end: 31 });
  expect(() => source.bytes(3, 6)).toThrow(RangeError);
});

test('chunks are found by their time, from either side', () => {
  const source = new RawSource(0, 1, 'client-to-server');
  expect([source.chunkTimeAfter(0), source.chunkTimeBefore(9), source.lengthAt(9)]).toEqual([
    undefined,
    undefined,
    0,
  ]);
  for (const t of [10, 20, 20, 30]) source.append(Uint8Array.of(1, 2), t);
  expect([9, 10, 20, 30].map((t) => source.chunkTimeAfter(t))).toEqual([10, 20, 30, undefined]);
  expect([10, 20, 25, 99].map((t) => source.chunkTimeBefore(t))).toEqual([undefined, 10, 20, 30]);
  expect([9, 10, 20, 30, 99].map((t) => source.lengthAt(t))).toEqual([0, 2, 6, 8, 8]);
});
