import { expect, test } from 'vitest';
import { RecordBuilder } from '../testing.ts';
import { countKinds, diffParts } from './diff.ts';
import { tracePart } from './part.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

/** Operation 1: an event stream with events at 10, 20 and 30. Operation 2: the same over another path, one event later. */
function twoStreams() {
  const builder = new RecordBuilder();
  for (const [op, path] of [
    [1, '/sse'],
    [2, '/tokens'],
  ] as const) {
    builder.at(op).open(op).client(op, `GET ${path}?op=${op} HTTP/1.1\r\nHost: a\r\n\r\n`).server(op, HEAD);
  }
  for (const t of [10, 20, 30]) builder.at(t).server(1, `data: ${t}\n\n`);
  builder.at(31).server(2, 'data: 10\n\n');
  return builder.trace();
}

test('a part by time has the frames that were complete in it, and what they belong to', () => {
  const trace = twoStreams();
  const { rows, exchanges, connections, start } = tracePart(trace, { from: 15, to: 31 });
  expect(rows.map((row) => trace.summary(row))).toEqual(['20', '30']);
  expect([exchanges.length, connections.length, start]).toEqual([1, 1, 20]);
});

test('two halves of one stream differ by what came in them', () => {
  const trace = twoStreams();
  const halves = [tracePart(trace, { from: 5, to: 15 }), tracePart(trace, { from: 15, to: 31 })] as const;
  const { exchanges } = diffParts(...halves);
  expect(exchanges.length).toBe(1);
  expect(countKinds(exchanges[0]?.frames ?? [])).toEqual({ same: 0, changed: 1, 'only-a': 0, 'only-b': 1 });
});

test('two operations are laid over each other, whatever they asked for', () => {
  const trace = twoStreams();
  const { exchanges } = diffParts(tracePart(trace, { op: 1 }), tracePart(trace, { op: 2 }));
  expect(exchanges.map(({ a, b }) => [a?.op, b?.op])).toEqual([[1, 2]]);
  expect(countKinds(exchanges[0]?.frames ?? [])).toEqual({ same: 2, changed: 1, 'only-a': 2, 'only-b': 0 });
});

test('a bound leaves the last frames out and counts them', () => {
  const part = tracePart(twoStreams(), { mostFrames: 3 });
  expect([part.rows.length, part.cut]).toEqual([3, 5]);
});
