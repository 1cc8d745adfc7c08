import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { findFrame, isFrameName, nameFrame } from './frame-name.ts';

const OPEN = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const EVENTS = '9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n';

function events(size: number) {
  const builder = new RecordBuilder()
    .open(1)
    .client(1, 'GET /sse HTTP/1.1\r\nhost: a\r\n\r\n')
    .server(1, OPEN);
  for (let at = 0; at < EVENTS.length; at += size) builder.server(1, EVENTS.slice(at, at + size));
  return builder.trace();
}

test('every frame of a recording has a name of its own, by which it is found', () => {
  const trace = events(99);
  const names = Array.from({ length: trace.frames.length }, (_, row) => nameFrame(trace, row));
  expect(new Set(names).size).toBe(6);
  expect(names.map((name) => findFrame(trace, name))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(names.every(isFrameName)).toBe(true);
});
test('names are the same however the bytes were cut into chunks', () => {
  const [whole, cut] = [events(99), events(5)];
  for (let row = 0; row < whole.frames.length; row++) {
    const there = findFrame(cut, nameFrame(whole, row)) as number;
    expect(cut.summary(there)).toBe(whole.summary(row));
  }
});
test('a name that no frame has finds none, nor does a text that is no name', () => {
  for (const name of ['9-s-0-http1', '1-s-1-http1', '1-x-0-http1', '', '1-s-0-http1 '])
    expect(findFrame(events(99), name)).toBeUndefined();
});
