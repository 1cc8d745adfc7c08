import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { layoutStrip, stripHeight, stripTime, stripX, windowTargets } from './strip.ts';

const request = 'GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n';

test('every frame is counted in the column of its time, and none twice', () => {
  const builder = new RecordBuilder().at(1_000).open(1);
  for (const t of [1_000, 1_500, 1_501, 2_999, 3_000]) builder.at(t).client(1, request);
  const strip = layoutStrip(builder.trace(), 3_000, 4);
  expect([...strip.counts]).toEqual([1, 2, 0, 2]);
  expect([strip.from, strip.to, strip.most]).toEqual([1_000, 3_000, 2]);
});
test('an empty recording has an empty strip', () => {
  const strip = layoutStrip(new RecordBuilder().trace(), 0, 10);
  expect([strip.from, strip.to, strip.most, strip.marks]).toEqual([0, 1_000, 0, []]);
});
test('a place on the strip and its moment belong together, and neither leaves it', () => {
  const strip = layoutStrip(new RecordBuilder().at(500).open(1).trace(), 10_500, 100);
  expect(stripTime(strip, 25)).toBe(3_000);
  expect(stripX(strip, 3_000)).toBe(25);
  expect([stripTime(strip, -5), stripTime(strip, 999)]).toEqual([500, 10_500]);
  expect([stripX(strip, 0), stripX(strip, 99_999)]).toEqual([0, 100]);
});
test('the targets of a window’s ends are over them, and never on each other or outside the strip', () => {
  const strip = layoutStrip(new RecordBuilder().trace(), 0, 200);
  expect(windowTargets(strip, 50, 90)).toEqual({ from: 50, to: 90 });
  expect(windowTargets(strip, 50, 56)).toEqual({ from: 41, to: 65 });
  expect(windowTargets(strip, 0, 200)).toEqual({ from: 12, to: 188 });
  expect(windowTargets(strip, 0, 4)).toEqual({ from: 12, to: 36 });
  expect(windowTargets(strip, 194, 200)).toEqual({ from: 164, to: 188 });
});
test('a single frame is seen beside a thousand', () => {
  const strip = { ...layoutStrip(new RecordBuilder().trace(), 0, 10), most: 1_000 };
  expect(stripHeight(strip, 0)).toBe(0);
  expect(stripHeight(strip, 1)).toBeGreaterThan(0.2);
  expect(stripHeight(strip, 1_000)).toBe(1);
});
test('faults and connections that end as they should not are marked, neighbours as one', () => {
  const builder = new RecordBuilder();
  for (const conn of [1, 2, 3]) builder.at(0).open(conn);
  builder
    .at(1_000)
    .record({ type: 'fault', t: 1_000, conn: 1, fault: { type: 'freeze', direction: 'both' }, active: true })
    .at(5_000)
    .close(2, 'fault', 'reset')
    .at(5_010)
    .close(3, 'fault', 'reset')
    .at(8_000)
    .close(1, 'client', 'fin')
    .record({ type: 'restart', t: 9_000, kind: 'crash', phase: 'down', backAfterMs: 100 });
  const { marks } = layoutStrip(builder.trace(), 10_000, 100);
  expect(marks.map(({ kind, x }) => [kind, x])).toEqual([
    ['fault', 10],
    ['trouble', 50],
    ['switch', 90],
  ]);
  expect(marks[1]?.title).toBe('connection 2 reset by fault, and 1 more like it');
});
