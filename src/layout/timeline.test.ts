import { describe, expect, test } from 'vitest';
import { FrameTable } from '../../trace/frame-table.ts';
import { LabLog } from '../../trace/lab-log.ts';
import { connection, exchange, openStreams, operation, source, stream } from './testing.ts';
import { layoutTimeline, type TimelineSource } from './timeline.ts';
import { followWindow } from './follow-window.ts';
import { panWindow, timeAxis, timeScale, zoomWindow } from './timeline-scale.ts';
import { IndexList } from '../../trace/lists.ts';
import { joinRows, layoutTicks, nearestTick } from './timeline-ticks.ts';

const WINDOW = { from: 0, to: 10_000 };

function timelineSource(
  plain: ReturnType<typeof source>,
  rows: ReadonlyMap<number, Uint32Array> = new Map(),
  frames = new FrameTable(),
): TimelineSource {
  return {
    ...plain,
    exchanges: [],
    frames,
    labLog: new LabLog(),
    framesOfConnection: () => new Uint32Array(0),
    framesOfExchange: (id) => rows.get(id) ?? new Uint32Array(0),
  };
}

function framesAt(times: readonly number[]): FrameTable {
  const frames = new FrameTable();
  for (const t of times) {
    frames.push({
      conn: 1,
      direction: 'server-to-client',
      streamId: -1,
      layer: 'sse',
      type: 'event',
      t,
      tEnd: t,
      start: 0,
      end: 1,
      length: 1,
      flags: 0,
      exchange: 1,
      source: 0,
      sourceStart: 0,
      sourceEnd: 1,
    });
  }
  return frames;
}

describe('the lane of an operation', () => {
  test('is dashed while queued, hatched while waiting, solid while open', () => {
    const own = exchange(1, 1, { op: 1, startedAt: 2_000, respondedAt: 3_000, carries: 'sse' });
    const trace = source(
      [connection(1, { exchanges: [own] })],
      [operation(1, { issuedAt: 1_000, exchanges: [own] })],
    );
    /* Labels take 150 pixels, the margin 14: 1,000 are left for ten seconds. */
    const layout = layoutTimeline(timelineSource(trace), 5_000, WINDOW, 1_164);
    expect(layout.lanes).toHaveLength(1);
    expect(layout.lanes[0]?.bars.map(({ shape, x, width }) => [shape, x, width])).toEqual([
      ['queued', 250, 100],
      ['waiting', 350, 100],
      ['open', 450, 200],
    ]);
  });

  test('shows the gap of a reconnect with its measured length', () => {
    const first = exchange(1, 1, { op: 1, startedAt: 0, respondedAt: 0, endedAt: 2_000, carries: 'sse' });
    const second = exchange(2, 2, { op: 1, startedAt: 5_000, respondedAt: 5_000, carries: 'sse' });
    const cut = connection(1, {
      exchanges: [first],
      closed: { t: 2_000, by: 'fault', how: 'reset' },
    });
    const trace = source(
      [cut, connection(2, { openedAt: 5_000, exchanges: [second] })],
      [operation(1, { exchanges: [first, second] })],
    );
    const [lane] = layoutTimeline(timelineSource(trace), 8_000, WINDOW, 1_164).lanes;
    const gap = lane?.bars.find(({ shape }) => shape === 'gap');
    expect([gap?.x, gap?.width, gap?.text]).toEqual([350, 300, '3.0 s']);
    expect(lane?.moments).toEqual([
      { key: 'end-1', x: 350, isTrouble: true, title: 'conn 1 reset by fault' },
    ]);
  });

  test('shows how long a fault was at work', () => {
    const own = exchange(1, 1, { op: 1, respondedAt: 0, carries: 'sse' });
    const freeze = { type: 'freeze', direction: 'both' } as const;
    const frozen = connection(1, {
      exchanges: [own],
      faultLog: [
        { t: 1_000, fault: freeze, active: true },
        { t: 4_000, fault: freeze, active: false },
      ],
    });
    const trace = source([frozen], [operation(1, { exchanges: [own] })]);
    const [lane] = layoutTimeline(timelineSource(trace), 8_000, WINDOW, 1_164).lanes;
    expect(lane?.faults.map(({ x, width, type }) => [x, width, type])).toEqual([[250, 300, 'freeze']]);
    expect(lane?.faults[0]?.title).toMatch(/^freeze for 3\.0 s: Holds every byte/);
  });

  test('of one that never reached the wire is dashed from its issue to now', () => {
    const { connections, operations } = openStreams(6);
    const trace = source(connections, [...operations, operation(7, { issuedAt: 4_000 })]);
    const { lanes } = layoutTimeline(timelineSource(trace), 6_000, WINDOW, 1_164);
    expect(lanes.map(({ label }) => label)).toEqual(['op 1', 'op 2', 'op 3', 'op 4', 'op 5', 'op 6', 'op 7']);
    expect(lanes[6]?.bars).toMatchObject([{ shape: 'queued', x: 550, width: 200, text: '2.0 s' }]);
  });
});

test('an HTTP/2 connection has a lane, and so have its streams of no operation', () => {
  const own = exchange(1, 4, { streamId: 1, target: '/hello' });
  const wire = connection(4, {
    origin: 'http2',
    protocol: 'http2',
    exchanges: [own],
    streams: new Map([[1, stream(1, { exchange: own })]]),
  });
  const { lanes } = layoutTimeline(timelineSource(source([wire])), 1_000, WINDOW, 1_000);
  expect(lanes.map(({ label, detail }) => [label, detail])).toEqual([
    ['conn 4', 'HTTP/2'],
    ['stream 1', '/hello'],
  ]);
});

test('a connection whose requests all belong to operations has no lane of its own', () => {
  const { connections, operations } = openStreams(1);
  const { lanes } = layoutTimeline(timelineSource(source(connections, operations)), 1_000, WINDOW, 1_000);
  expect(lanes.map(({ key }) => key)).toEqual(['op-1']);
});

describe('ticks', () => {
  const scale = timeScale({ from: 0, to: 1_000 }, 0, 100);

  test('are one a pixel column, and together count every frame of the window', () => {
    const frames = framesAt([0, 3, 9, 10, 11, 500, 999, 1_001]);
    const ticks = layoutTicks(frames, Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), scale);
    expect(ticks.map(({ x, first, frame, frames: n }) => [x, first, frame, n])).toEqual([
      [0, 0, 2, 3],
      [1, 3, 4, 2],
      [50, 5, 5, 1],
      [99, 6, 6, 1],
    ]);
  });

  test('of a hundred thousand frames are no more than the columns', () => {
    const frames = framesAt(Array.from({ length: 100_000 }, (_, i) => i / 100));
    const rows = Uint32Array.from({ length: 100_000 }, (_, i) => i);
    const ticks = layoutTicks(frames, rows, scale);
    expect(ticks).toHaveLength(100);
    expect(ticks.reduce((sum, tick) => sum + tick.frames, 0)).toBe(100_000);
  });

  test('of a moment are those of the frames that were complete by then', () => {
    const times = [0, 3, 9, 10, 11, 11, 14, 500, 503, 503, 999, 1_001];
    const frames = framesAt(times);
    const rows = Uint32Array.from(times, (_, i) => i);
    for (const now of [-1, 0, 3, 5, 10, 11, 12, 500, 503, 504, 1_000, 2_000]) {
      const complete = rows.filter((row) => (times[row] as number) <= now);
      expect(layoutTicks(frames, rows, scale, now), `${now} ms`).toEqual(
        layoutTicks(frames, complete, scale),
      );
    }
  });

  test('are laid out anew when frames were added or the window moved', () => {
    const frames = framesAt([0, 100, 200]);
    const rows = new IndexList();
    rows.push(0);
    rows.push(1);
    const at = (): number[] => layoutTicks(frames, rows, scale).map(({ x }) => x);
    expect(at()).toEqual([0, 10]);
    rows.push(2);
    expect(at()).toEqual([0, 10, 20]);
    const moved = timeScale({ from: 100, to: 300 }, 0, 100);
    expect(layoutTicks(frames, rows, moved).map(({ x }) => x)).toEqual([0, 50]);
  });

  test('are found by the pointer when it is near enough', () => {
    const ticks = layoutTicks(framesAt([100, 200]), Uint32Array.of(0, 1), scale);
    expect(nearestTick(ticks, 13, 6)?.frame).toBe(0);
    expect(nearestTick(ticks, 17, 6)?.frame).toBe(1);
    expect(nearestTick(ticks, 40, 6)).toBeUndefined();
  });

  test('of several requests stand in one order', () => {
    expect([...joinRows([Uint32Array.of(1, 5), Uint32Array.of(2, 3)])]).toEqual([1, 2, 3, 5]);
    expect([...joinRows([])]).toEqual([]);
    const lists = [new IndexList(), new IndexList()] as const;
    lists[0].push(4);
    const joined = joinRows(lists);
    expect(joinRows([...lists])).toBe(joined);
    lists[1].push(3);
    expect([...joinRows(lists)]).toEqual([3, 4]);
  });
});

describe('the window', () => {
  test('zooms around a moment that keeps its place', () => {
    expect(zoomWindow({ from: 0, to: 100 }, 0.5, 25)).toEqual({ from: 12.5, to: 62.5 });
    expect(panWindow({ from: 0, to: 100 }, -0.5)).toEqual({ from: -50, to: 50 });
  });

  test('is never shorter than a tenth of a millisecond', () => {
    const { from, to } = zoomWindow({ from: 10, to: 11 }, 1e-9, 10.5);
    expect(to - from).toBeCloseTo(0.1, 9);
  });

  test('follows the newest moment once there is more than fits', () => {
    expect(followWindow(10_000, 0, 3_000)).toEqual({ from: 0, to: 10_000 });
    expect(followWindow(10_000, 0, 20_000)).toEqual({ from: 10_200, to: 20_200 });
    expect(followWindow('whole', 1_000, 21_000)).toEqual({ from: 1_000, to: 21_400 });
  });
});

describe('the axis', () => {
  const labels = (from: number, to: number): string[] =>
    timeAxis(timeScale({ from, to }, 0, 660)).map(({ label }) => label);

  test('carries its unit, as fine as its steps', () => {
    expect(labels(0, 10_000)).toEqual(['0 s', '2 s', '4 s', '6 s', '8 s', '10 s']);
    expect(labels(1_000, 1_500)).toEqual(['1.0 s', '1.1 s', '1.2 s', '1.3 s', '1.4 s', '1.5 s']);
    expect(labels(0, 1)).toEqual(['0.0 ms', '0.2 ms', '0.4 ms', '0.6 ms', '0.8 ms', '1.0 ms']);
    expect(labels(60_000, 180_000)[0]).toBe('1:00 min');
    expect(labels(24_400, 24_400.5)).toContain('24.4002 s');
  });

  test('begins where the recording begins', () => {
    expect(labels(-5_000, 5_000)).toEqual(['0 s', '2 s', '4 s']);
  });
});
