import { expect, test } from 'vitest';
import { RecordBuilder } from '../../../trace/testing.ts';
import { decoding } from '../../../trace/decoding.ts';
import { Trace } from '../../../trace/trace.ts';
import { parseFrameFilter } from '../filter/frame-filter.ts';
import { FrameRows } from './frame-rows.ts';

/** Two connections, each with a request and a response: four frames. */
function twoExchanges(): Trace {
  const builder = new RecordBuilder();
  for (const conn of [1, 2]) {
    builder
      .at(conn * 10)
      .open(conn)
      .client(conn, `GET /hello?op=${conn} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      .at(conn * 10 + 1)
      .server(conn, 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  }
  const trace = new Trace(decoding);
  for (const record of builder.records) trace.apply(record);
  return trace;
}
const rowsOf = (trace: Trace, text: string): number[] => {
  const rows = new FrameRows(trace, parseFrameFilter(text).test);
  return Array.from({ length: rows.update() }, (_, row) => rows.frameAt(row));
};

test('an empty filter shows every frame', () => {
  expect(rowsOf(twoExchanges(), '')).toEqual([0, 1, 2, 3]);
});
test('a filter shows the frames for which every word holds', () => {
  const trace = twoExchanges();
  expect(rowsOf(trace, 'conn:2')).toEqual([2, 3]);
  expect(rowsOf(trace, 'conn:2 dir:up')).toEqual([2]);
  expect(rowsOf(trace, 'type:response')).toEqual([1, 3]);
  expect(rowsOf(trace, 'RESP')).toEqual([1, 3]);
  expect(rowsOf(trace, 'op:1')).toEqual([0, 1]);
  expect(rowsOf(trace, 'layer:http2')).toEqual([]);
});
test('frames completed before a clear are not shown', () => {
  const trace = twoExchanges();
  trace.apply({ type: 'cleared', t: 15 });
  expect(rowsOf(trace, '')).toEqual([2, 3]);
  expect(rowsOf(trace, 'type:request')).toEqual([2]);
});
test('the row of a frame is found, and for a hidden one the place where it would stand', () => {
  const rows = new FrameRows(twoExchanges(), parseFrameFilter('type:response').test);
  rows.update();
  expect([rows.rowOf(1), rows.rowOf(3), rows.rowOf(2)]).toEqual([0, 1, -2]);
});
