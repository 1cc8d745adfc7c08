import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { neighbourOf } from './neighbours.ts';

/** Two requests on connection 1 with one on connection 2 between them: frames 0 1 | 2 3 | 4 5. */
const builder = new RecordBuilder();
for (const [t, conn] of [
  [10, 1],
  [20, 2],
  [30, 1],
] as const) {
  if (t < 30) builder.at(t).open(conn);
  builder
    .at(t)
    .client(conn, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    .at(t + 1)
    .server(conn, 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
}
const trace = builder.trace();

test('the next frame of the connection passes over those of others', () => {
  expect(neighbourOf(trace, 1, 'connection', 1, 99)).toBe(4);
  expect(neighbourOf(trace, 4, 'connection', -1, 99)).toBe(1);
  expect(neighbourOf(trace, 5, 'connection', 1, 99)).toBeUndefined();
});
test('the next frame of the exchange ends with it', () => {
  expect(neighbourOf(trace, 0, 'exchange', 1, 99)).toBe(1);
  expect(neighbourOf(trace, 1, 'exchange', 1, 99)).toBeUndefined();
});
test('a frame that had not come at the moment shown is no neighbour', () => {
  expect(neighbourOf(trace, 0, 'connection', 1, 10.5)).toBeUndefined();
});
test('a frame of no stream has no neighbour in one', () => {
  expect(neighbourOf(trace, 0, 'stream', 1, 99)).toBeUndefined();
});
