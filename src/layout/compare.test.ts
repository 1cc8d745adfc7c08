import { expect, test } from 'vitest';
import type { FrameDiff } from '../../trace/diff/diff.ts';
import { diffParts } from '../../trace/diff/diff.ts';
import { tracePart } from '../../trace/diff/part.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { compareRows, compareStrip, pairSpan } from './compare.ts';

const same = (n: number): FrameDiff => ({ kind: 'same', a: n, b: n, why: [] });
const onlyA = (n: number): FrameDiff => ({ kind: 'only-a', a: n, b: undefined, why: [] });

/** An event stream that began at `start`, with an event after each of the gaps. */
function stream(start: number, ...events: readonly [at: number, data: string][]) {
  const builder = new RecordBuilder()
    .at(start)
    .open(1)
    .client(1, 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n')
    .server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
  for (const [at, data] of events) builder.at(start + at).server(1, `data: ${data}\n\n`);
  return tracePart(builder.trace());
}

test('runs of frames that are the same are folded, one alone stays', () => {
  const rows = compareRows([same(0), same(1), onlyA(2), same(3)], false);
  expect(rows.map((row) => (row.kind === 'fold' ? row.count : row.diff.kind))).toEqual([2, 'only-a', 'same']);
  expect(compareRows([same(0), same(1)], true).length).toBe(2);
  expect(compareRows([], false)).toEqual([]);
});

test('times count from the start of each side, and the longer one gives the scale', () => {
  const pair = { a: stream(1_000, [100, 'x'], [200, 'y']), b: stream(70, [50, 'x']) };
  const span = pairSpan(pair);
  expect(span).toBe(200);
  const [exchange] = diffParts(pair.a, pair.b).exchanges;
  const marks = compareStrip(pair, exchange?.frames ?? [], span);
  expect(marks.map(({ side, x, layer, kind }) => `${side} ${x} ${layer} ${kind}`)).toEqual([
    'a 0 http1 same',
    'b 0 http1 same',
    'a 0.5 sse same',
    'b 0.25 sse same',
    'a 1 sse only-a',
  ]);
});

test('in one place, what differs hides what is the same', () => {
  const pair = { a: stream(0, [100, 'x'], [100, 'z']), b: stream(0, [100, 'x']) };
  const [exchange] = diffParts(pair.a, pair.b).exchanges;
  const last = compareStrip(pair, exchange?.frames ?? [], 100).filter(
    ({ side, x }) => side === 'a' && x === 1,
  );
  expect(last.map(({ kind }) => kind)).toEqual(['only-a']);
});
