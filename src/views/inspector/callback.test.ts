import { expect, test } from 'vitest';
import { RecordBuilder } from '../../../trace/testing.ts';
import { decoding } from '../../../trace/decoding.ts';
import { Trace } from '../../../trace/trace.ts';
import { callbackOf } from './callback.ts';
import { whereItEndedUp } from './ending-up.ts';

/**
 * One EventSource with an event that has an id, one that has none and one with a name, and what its page reported. With
 * `earlierId`, the page also reported a message that no frame of the recording carries.
 */
function oneStream(earlierId?: string): Trace {
  const builder = new RecordBuilder();
  const report = (t: number, event: 'issued' | 'opened' | 'message', eventId?: string) =>
    builder.record({
      type: 'operation',
      t,
      op: 1,
      client: 'browser',
      event,
      transport: 'sse',
      ...(eventId !== undefined && { eventId }),
    });
  report(0, 'issued');
  builder
    .at(1)
    .open(1)
    .client(1, 'GET /sse?op=1 HTTP/1.1\r\nhost: localhost\r\n\r\n')
    .at(2)
    .server(1, 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
  report(2.5, 'opened');
  if (earlierId !== undefined) report(9.9, 'message', earlierId);
  builder.at(10).server(1, 'f\r\nid: 7\ndata: a\n\n\r\n');
  report(10.25, 'message', '7');
  builder.at(20).server(1, '9\r\ndata: b\n\n\r\n');
  report(21, 'message');
  report(31, 'message');
  builder.at(30).server(1, '13\r\nevent: x\ndata: c\n\n\n\r\n');
  const trace = new Trace(decoding);
  for (const record of builder.records) trace.apply(record);
  return trace;
}
function framesOf(trace: Trace, type: string): number[] {
  return Array.from({ length: trace.frames.length }, (_, frame) => frame).filter(
    (frame) => trace.frames.type(frame) === type,
  );
}

test('the response of an EventSource reaches onopen', () => {
  const trace = oneStream();
  const [response] = framesOf(trace, 'response');
  expect(callbackOf(trace, response as number)).toEqual({ op: 1, name: 'onopen', delayMs: 0.5, errorMs: 0 });
});
test('an event reaches onmessage, told by its id or else by its place', () => {
  const trace = oneStream();
  const [first, second, named] = framesOf(trace, 'event').map((frame) => callbackOf(trace, frame));
  expect(first).toEqual({ op: 1, name: 'onmessage', delayMs: 0.25, errorMs: 0 });
  expect(second).toEqual({ op: 1, name: 'onmessage', delayMs: 1, errorMs: 0 });
  expect(named).toBeUndefined();
});
test('an event with an id is not taken for an earlier message whose frame is gone', () => {
  const trace = oneStream('6');
  const [first] = framesOf(trace, 'event');
  expect(callbackOf(trace, first as number)?.delayMs).toBe(0.25);
});
test('what the client sends reaches no callback', () => {
  const trace = oneStream();
  const [request] = framesOf(trace, 'request');
  expect(callbackOf(trace, request as number)).toBeUndefined();
});

test('says of each frame where it ended up, or what asked for it', () => {
  const trace = oneStream();
  const of = (type: string, nth = 0) => whereItEndedUp(trace, framesOf(trace, type)[nth] as number);
  expect(of('request')).toBe('Asked for by op 1 1 ms before it was on the wire.');
  expect(of('response')).toBe('Reached onopen of op 1 0.50 ms later.');
  expect(of('event')).toBe('Reached onmessage of op 1 0.25 ms later.');
  expect(of('chunk')).toBe('Carried 1 event. It reached onmessage of op 1 0.25 ms later.');
});

test('the answer to a preflight reaches no callback, the answer behind it does', () => {
  const builder = new RecordBuilder();
  const report = (t: number, event: 'issued' | 'opened') =>
    builder.record({ type: 'operation', t, op: 1, client: 'browser', event, transport: 'fetch' });
  report(0, 'issued');
  builder.at(1).open(1).client(1, 'OPTIONS /publish?op=1 HTTP/1.1\r\nhost: localhost\r\n\r\n');
  builder.at(2).server(1, 'HTTP/1.1 204 No Content\r\n\r\n');
  builder.at(3).client(1, 'GET /publish?op=1 HTTP/1.1\r\nhost: localhost\r\n\r\n');
  builder.at(4).server(1, 'HTTP/1.1 204 No Content\r\n\r\n');
  report(5, 'opened');
  const trace = new Trace(decoding);
  for (const record of builder.records) trace.apply(record);
  const [preflight, answer] = framesOf(trace, 'response').map((frame) => callbackOf(trace, frame));
  expect(preflight).toBeUndefined();
  expect(answer).toEqual({ op: 1, name: 'fetch() resolved', delayMs: 1, errorMs: 0 });
});
