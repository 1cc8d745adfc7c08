import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { stepFrom, type StepUnit } from './steps.ts';

/* Connection 1 at 10 ms, its request at 20, and at 30 two events in one chunk that are four frames. */
const trace = new RecordBuilder()
  .at(10)
  .open(1)
  .at(20)
  .client(1, 'GET /sse HTTP/1.1\r\nhost: localhost\r\n\r\n')
  .at(25)
  .server(1, 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
  .at(30)
  .server(1, '9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n')
  .at(40)
  .close(1)
  .trace();

function walk(unit: StepUnit, from: number, direction: 1 | -1): number[] {
  const seen: number[] = [];
  let now = from;
  let frame: number | undefined;
  for (let step = stepFrom(trace, now, frame, unit, direction); step && seen.length < 20;) {
    seen.push(step.t);
    now = step.t;
    frame = step.frame;
    step = stepFrom(trace, now, frame, unit, direction);
  }
  return seen;
}

test('steps by frame stop at every frame, those of one chunk too', () => {
  const times = Array.from({ length: trace.frames.length }, (_, at) => trace.frames.tEnd(at));
  expect(times.filter((t) => t === 30)).toHaveLength(4);
  expect(walk('frame', 0, 1)).toEqual(times);
  expect(walk('frame', 100, -1)).toEqual(times.toReversed());
});
test('steps by chunk stop once at each chunk, of either direction', () => {
  expect(walk('chunk', 0, 1)).toEqual([20, 25, 30]);
  expect(walk('chunk', 100, -1)).toEqual([30, 25, 20]);
});
test('steps by event stop where something happened to a connection or a request', () => {
  expect(walk('event', 0, 1)).toEqual([10, 20, 25, 40]);
  expect(walk('event', 26, -1)).toEqual([25, 20, 10]);
});
test('a selected frame of another moment does not count', () => {
  expect(stepFrom(trace, 26, 0, 'frame', 1)?.t).toBe(30);
  expect(stepFrom(trace, 26, 0, 'frame', -1)?.t).toBe(25);
});
test('steps do not lead behind a clear', () => {
  const cleared = new RecordBuilder().at(10).open(1).client(1, 'GET / HTTP/1.1\r\n\r\n').at(50);
  cleared.record({ type: 'cleared', t: 50 });
  for (const unit of ['frame', 'chunk', 'event'] as const)
    expect(stepFrom(cleared.trace(), 60, undefined, unit, -1)).toBeUndefined();
});
