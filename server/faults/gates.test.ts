import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.ts';
import { HeldMeter } from '../tap/held-meter.ts';
import { createFaultBench } from './testing.ts';

const UP = 'client-to-server';
const DOWN = 'server-to-client';

describe('jitter', () => {
  const run = (seed: number): number[] => {
    const bench = createFaultBench({ type: 'jitter', direction: DOWN, maxMs: 100, seed });
    const times: number[] = [];
    for (const text of 'abcdef') bench.push(DOWN, text);
    for (let ms = 0; ms <= 101; ms++) {
      while (times.length < bench.out(DOWN).length) times.push(ms);
      bench.clock.advance(1);
    }
    expect(bench.text(DOWN)).toBe('abcdef');
    return times;
  };
  it('holds each chunk for at most its time, in order, and the same for the same seed', () => {
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    expect(run(7)).toEqual([...run(7)].sort((a, b) => a - b));
  });
  it('leaves the other direction alone', () => {
    const bench = createFaultBench({ type: 'jitter', direction: DOWN, maxMs: 100, seed: 1 });
    bench.push(UP, 'x');
    expect(bench.out(UP)).toEqual(['x']);
  });
});

describe('bandwidth', () => {
  it('lets as many bytes through as its rate says, in pieces of a twentieth, then the end', () => {
    const bench = createFaultBench({ type: 'bandwidth', direction: 'both', bytesPerSecond: 100 });
    bench.push(DOWN, 'x'.repeat(50));
    bench.end(DOWN);
    expect([bench.text(DOWN).length, bench.heldBytes(DOWN)]).toEqual([0, 50]);
    bench.clock.advance(50);
    expect(bench.out(DOWN)).toEqual(['xxxxx']);
    bench.clock.advance(200);
    expect(bench.text(DOWN).length).toBe(25);
    bench.clock.advance(250);
    expect(bench.text(DOWN)).toBe(`${'x'.repeat(50)}<end>`);
  });
  it('gives nothing back for time in which nothing was sent', () => {
    const bench = createFaultBench({ type: 'bandwidth', direction: 'both', bytesPerSecond: 100 });
    bench.clock.advance(10_000);
    bench.push(UP, 'x'.repeat(20));
    bench.clock.advance(100);
    expect(bench.text(UP).length).toBe(10);
  });
});

describe('slice', () => {
  it('hands pieces on with a pause from one to the next, the first at once', () => {
    const bench = createFaultBench({ type: 'slice', direction: DOWN, bytes: 4, delayMs: 20 });
    bench.push(DOWN, '0123456789');
    expect(bench.out(DOWN)).toEqual(['0123']);
    bench.clock.advance(20);
    expect(bench.out(DOWN)).toEqual(['0123', '4567']);
    bench.push(DOWN, 'ab');
    bench.clock.advance(40);
    expect(bench.out(DOWN)).toEqual(['0123', '4567', '89', 'ab']);
  });
  it('lets all go at once when it is taken off', () => {
    const bench = createFaultBench({ type: 'slice', direction: DOWN, bytes: 4, delayMs: 20 });
    bench.push(DOWN, '0123456789');
    bench.remove();
    expect([bench.text(DOWN), bench.heldBytes(DOWN), bench.clock.pending]).toEqual(['0123456789', 0, 0]);
  });
});

describe('buffer', () => {
  it('holds until there are enough bytes, then lets go of all of them together', () => {
    const bench = createFaultBench({ type: 'buffer', direction: DOWN, bytes: 6, maxMs: 0 });
    bench.push(DOWN, 'abc');
    bench.clock.advance(100_000);
    expect([bench.out(DOWN), bench.heldBytes(DOWN)]).toEqual([[], 3]);
    bench.push(DOWN, 'defg');
    expect(bench.out(DOWN)).toEqual(['abcdefg']);
  });
  it('holds no longer than it may, counted from the first byte', () => {
    const bench = createFaultBench({ type: 'buffer', direction: DOWN, bytes: 100, maxMs: 50 });
    bench.push(DOWN, 'a');
    bench.clock.advance(40);
    bench.push(DOWN, 'b');
    bench.clock.advance(10);
    expect(bench.out(DOWN)).toEqual(['ab']);
  });
  it('lets go at the end of its direction', () => {
    const bench = createFaultBench({ type: 'buffer', direction: DOWN, bytes: 100, maxMs: 0 });
    bench.push(DOWN, 'a');
    bench.end(DOWN);
    expect(bench.out(DOWN)).toEqual(['a', '<end>']);
  });
});

describe('limit', () => {
  it('lets its bytes pass, closes, and loses the rest', () => {
    const bench = createFaultBench({ type: 'limit', direction: DOWN, bytes: 5 });
    bench.push(DOWN, 'abc');
    expect(bench.done).toEqual([]);
    bench.push(DOWN, 'defg');
    bench.push(DOWN, 'h');
    bench.end(DOWN);
    expect([bench.text(DOWN), bench.done, bench.heldBytes(DOWN)]).toEqual(['abcde', ['close fin'], 0]);
  });
});

describe('idle time-out', () => {
  it('closes after silence in both directions, and bytes in either put it off', () => {
    const bench = createFaultBench({ type: 'idle-timeout', idleMs: 100 });
    bench.clock.advance(90);
    bench.push(UP, 'x');
    bench.clock.advance(90);
    bench.push(DOWN, 'x');
    bench.clock.advance(99);
    expect(bench.done).toEqual([]);
    bench.clock.advance(1);
    expect(bench.done).toEqual(['close timeout']);
  });
  it('waits no more when it is taken off', () => {
    const bench = createFaultBench({ type: 'idle-timeout', idleMs: 100 });
    bench.remove();
    expect(bench.clock.pending).toBe(0);
  });
});

describe('corrupt', () => {
  it('flips one bit of one byte, the same for the same seed, and nothing else', () => {
    const run = (): string => {
      const bench = createFaultBench({ type: 'corrupt', direction: DOWN, byte: 5, seed: 3 });
      for (const text of ['abc', 'def', 'ghi']) bench.push(DOWN, text);
      return bench.text(DOWN);
    };
    const changed = [...run()].flatMap((char, at) =>
      char === 'abcdefghi'[at] ? [] : [[at, char.charCodeAt(0) ^ 'e'.charCodeAt(0)] as const],
    );
    expect(changed.length).toBe(1);
    const [at, difference] = changed[0] as readonly [number, number];
    expect([at, Math.log2(difference) % 1]).toEqual([4, 0]);
    expect(run()).toBe(run());
  });
});

describe('what is held', () => {
  it('is told when it has changed, at most once in 50 ms, and not for bytes that only pass', () => {
    const clock = new ManualClock();
    const told: number[] = [];
    const meter = new HeldMeter(DOWN, clock, (_direction, bytes) => told.push(bytes));
    meter.set(10);
    meter.set(0);
    clock.advance(50);
    expect(told).toEqual([]);
    for (const bytes of [10, 20, 30]) meter.set(bytes);
    clock.advance(49);
    expect(told).toEqual([]);
    clock.advance(1);
    meter.set(0);
    clock.advance(50);
    expect([told, clock.pending]).toEqual([[30, 0], 0]);
  });
});
