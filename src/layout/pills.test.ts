import { expect, test } from 'vitest';
import { FrameTable, type FrameRow } from '../../trace/frame-table.ts';
import type { Exchange } from '../../trace/model.ts';
import { layoutPills, pillAt, pillLabel, pillProgress, pillX, placePills, type PillSource } from './pills.ts';
import { exchange } from './testing.ts';
import type { LineMark } from './wires-marks.ts';

const line: LineMark = {
  key: 'conn-1',
  conn: 1,
  streamId: -1,
  x0: 100,
  x1: 500,
  y: 60,
  shape: 'open',
  colour: 'sse',
  delayMs: 0,
  look: undefined,
  stop: undefined,
  opacity: 1,
  facts: { x: 0, y: 0, text: '' },
};

function trace(rows: readonly Partial<FrameRow>[], exchanges: readonly Exchange[] = []): PillSource {
  const frames = new FrameTable();
  for (const row of rows) {
    frames.push({
      conn: 1,
      direction: 'server-to-client',
      streamId: -1,
      layer: 'sse',
      type: 'event',
      t: row.tEnd ?? 0,
      tEnd: 0,
      start: 0,
      end: 10,
      length: 10,
      flags: 0,
      exchange: 0,
      source: 0,
      sourceStart: 0,
      sourceEnd: 10,
      ...row,
    });
  }
  return { frames, exchanges: [...exchanges], summary: (frame) => `id ${frame} · {}` };
}

test('a frame travels from its side to the other in 900 ms', () => {
  const [pill] = layoutPills(trace([{ tEnd: 1_000 }]), [line], 1_000);
  if (!pill) throw new Error('there is a pill');
  expect(pill).toMatchObject({ label: 'id 0', departs: 1_000, arrives: 1_900, fromClient: false });
  expect([1_000, 1_450, 1_900, 999].map((now) => pillProgress(pill, now))).toEqual([
    0,
    0.5,
    undefined,
    undefined,
  ]);
  expect(pillX(pill, 0.25)).toBe(400);
  expect(pillX({ ...pill, fromClient: true }, 0.25)).toBe(200);
});

test('a frame has a pill only while it travels', () => {
  const source = trace([{ tEnd: 1_000 }]);
  expect(layoutPills(source, [line], 999)).toEqual([]);
  expect(layoutPills(source, [line], 1_899)).toHaveLength(1);
  expect(layoutPills(source, [line], 1_900)).toEqual([]);
});

test('on a delayed wire a frame travels longer by the delay', () => {
  const [pill] = layoutPills(trace([{ tEnd: 1_000 }]), [{ ...line, delayMs: 500 }], 2_300);
  expect(pill?.arrives).toBe(2_400);
});

test('frames close together share a pill that says how many they are', () => {
  const source = trace([
    { tEnd: 1_050, layer: 'http2', type: 'DATA' },
    { tEnd: 1_060, layer: 'http2', type: 'DATA' },
    { tEnd: 1_070, layer: 'http2', type: 'DATA' },
    { tEnd: 1_210, layer: 'http2', type: 'DATA' },
    { tEnd: 1_220, layer: 'http2', type: 'HEADERS' },
  ]);
  expect(layoutPills(source, [line], 1_300).map(({ label, frames }) => [label, frames])).toEqual([
    ['DATA ×3', 3],
    ['DATA +1', 2],
  ]);
});

test('a pill keeps its frame and its start while others join the wire', () => {
  const rows = [{ tEnd: 1_010 }, { tEnd: 1_400 }];
  const before = layoutPills(trace(rows.slice(0, 1)), [line], 1_300);
  const after = layoutPills(trace(rows), [line], 1_500);
  for (const [first] of [before, after])
    expect(first).toMatchObject({ frame: 0, departs: 1_010, label: 'id 0' });
});

test('chunks around events stay out of sight, and chunks of a plain body do not', () => {
  const rows = [{ tEnd: 1_000, layer: 'http1' as const, type: 'chunk', exchange: 1 }];
  expect(layoutPills(trace(rows, [exchange(1, 1, { carries: 'sse' })]), [line], 1_000)).toEqual([]);
  expect(layoutPills(trace(rows, [exchange(1, 1)]), [line], 1_000)).toHaveLength(1);
});

test('frames of a stream run on its lane, and those of no drawn lane nowhere', () => {
  const lane = { ...line, key: 'stream-1-3', streamId: 3 };
  const source = trace([
    { tEnd: 1_000, streamId: 3 },
    { tEnd: 1_000, streamId: 5 },
  ]);
  expect(layoutPills(source, [lane], 1_000).map((pill) => pill.line.key)).toEqual(['stream-1-3']);
});

test('labels are short and say the most', () => {
  expect(pillLabel('sse', 'event', 'id 21 · {"n":21}')).toBe('id 21');
  expect(pillLabel('sse', 'event', '{"n":21}')).toBe('event');
  expect(pillLabel('sse', 'comment', 'heartbeat')).toBe('comment');
  expect(pillLabel('websocket', 'text', '"Hello" · FIN')).toBe('Hello');
  expect(pillLabel('websocket', 'close', 'close 1001 Going Away')).toBe('close 1001');
  expect(pillLabel('websocket', 'ping', 'ping · 4 bytes')).toBe('ping');
  expect(pillLabel('http1', 'request', 'GET /sse HTTP/1.1')).toBe('GET');
  expect(pillLabel('http1', 'response', 'HTTP/1.1 200 OK')).toBe('200');
  expect(pillLabel('http2', 'HEADERS', 'GET /sse')).toBe('HEADERS');
});

test('a frame of the client stops where a fault holds it, one that was past it does not', () => {
  const held = { ...line, stop: { x: 300, since: 50 } };
  expect(pillX({ fromClient: true, line: held, departs: 60 }, 0.25)).toBe(200);
  expect(pillX({ fromClient: true, line: held, departs: 60 }, 1)).toBe(300);
  expect(pillX({ fromClient: true, line: held, departs: 40 }, 1)).toBe(500);
  expect(pillX({ fromClient: false, line: held, departs: 60 }, 1)).toBe(100);
});

test('a pill is as wide as its label, and the uppermost under the pointer is the one that is meant', () => {
  const pills = layoutPills(trace([{ tEnd: 1_000 }, { tEnd: 1_160 }]), [line], 1_200);
  const places = placePills(pills, 1_200, false, (text) => 6 * text.length);
  expect(places.map(({ x, y, width, label }) => [Math.round(x), y, width, label])).toEqual([
    [411, 60, 40, 'id 0'],
    [482, 60, 40, 'id 1'],
  ]);
  expect(pillAt(places, { x: 430, y: 68 })?.frame).toBe(0);
  expect(pillAt(places, { x: 440, y: 60 })).toBeUndefined();
  expect(pillAt(places, { x: 411, y: 70 })).toBeUndefined();
  const close = places.map((place) => ({ ...place, x: 450 }));
  expect(pillAt(close, { x: 450, y: 60 })?.frame).toBe(1);
});

test('without motion a pill comes and goes at one place, and an arrow says its direction', () => {
  const pills = layoutPills(trace([{ tEnd: 1_000 }]), [line], 1_000);
  const at = (now: number): unknown[] =>
    placePills(pills, now, true, () => 0).map(({ x, label, opacity }) => [x, label, opacity]);
  expect(at(1_090)).toEqual([[356, '← id 0', expect.closeTo(0.4)]]);
  expect(at(1_450)).toEqual([[356, '← id 0', 1]]);
  expect(at(1_900)).toEqual([]);
});
