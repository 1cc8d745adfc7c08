import { describe, expect, test } from 'vitest';
import { RecordBuilder } from '../testing.ts';
import { check, status, HTTP1, request, response, STREAM_HEAD, chunk, event, ask } from './check-cases.ts';

describe('event streams', () => {
  const stream = (): RecordBuilder =>
    ask(new RecordBuilder().at(10), 1, 'sse').open(1).client(1, request('/sse?op=1')).server(1, STREAM_HEAD);

  test('an event in two chunks is split, one in its own chunk is not', () => {
    expect(status('event-split', stream().server(1, chunk(event(1))), HTTP1)).toBe('not-yet');
    const split = stream().server(1, chunk('id: 1\nda')).server(1, chunk('ta: x\n\n'));
    expect(check('event-split', split, HTTP1).reason).toBe('One event lies in 2 chunks.');
  });

  test.each([
    ['event', 'event: greeting\ndata: x\n\n'],
    ['id', 'id: 5\ndata: x\n\n'],
    ['retry', 'retry: 500\n\n'],
    ['comment', ': hello\n\n'],
    ['data-lines', 'data: a\ndata: b\n\n'],
  ])('the field %s is seen', (field, text) => {
    expect(status('sse-field-seen', stream().server(1, chunk('data: x\n\n')), { ...HTTP1, field })).toBe(
      'not-yet',
    );
    expect(status('sse-field-seen', stream().server(1, chunk(text)), { ...HTTP1, field })).toBe('met');
    expect(status('sse-field-seen', stream().server(1, chunk(text)), { ...HTTP1, field, value: '?' })).toBe(
      'not-yet',
    );
  });

  test('a return goes on without a gap, or with one', () => {
    const returned = (next: number): RecordBuilder =>
      stream()
        .server(1, chunk(event(1)) + chunk(event(2)))
        .at(500)
        .close(1, 'fault', 'reset')
        .at(3_500)
        .open(2)
        .client(2, request('/sse?op=1', 'Last-Event-ID: 2\r\n'))
        .server(2, STREAM_HEAD + chunk(event(next)));
    expect(check('gap-free-return', returned(3), HTTP1).reason).toBe(
      'It stopped at event 2 and went on with 3.',
    );
    expect(check('gap-free-return', returned(6), HTTP1).reason).toBe('From 2 to 6: three events missing.');
    expect(status('gap-free-return', returned(6), { ...HTTP1, lost: true })).toBe('met');
    expect(status('gap-free-return', returned(3), { ...HTTP1, lost: true })).toBe('not-yet');
  });

  test('a stream stopped when it is over for good, not when it may ask again', () => {
    const refused = (): RecordBuilder =>
      ask(new RecordBuilder().at(10), 1, 'sse')
        .open(1)
        .client(1, request('/sse?op=1'))
        .server(1, response('503 Service Unavailable', ''));
    expect(status('stream-stopped', refused(), { ...HTTP1, status: 503 })).toBe('not-yet');
    const over = refused().operation({ op: 1, event: 'closed', client: 'browser' });
    expect(status('stream-stopped', over, { ...HTTP1, status: 503 })).toBe('met');
    expect(status('stream-stopped', over, { ...HTTP1, status: 204 })).toBe('not-yet');
  });

  test('events that come at once after a silence were held, and flow when they come one by one', () => {
    const args = { ...HTTP1, longerThanMs: 1_000, atLeast: 3, flowing: 2 };
    const records = stream()
      .at(2_000)
      .server(1, chunk(event(1) + event(2) + event(3)));
    expect(check('events-held-then-flowing', records, args).conditions?.map(({ met }) => met)).toEqual([
      true,
      false,
    ]);
    for (const id of [4, 5]) records.at(2_000 + id * 200).server(1, chunk(event(id)));
    expect(status('events-held-then-flowing', records, args)).toBe('met');
    const steady = stream();
    for (const id of [1, 2, 3, 4]) steady.at(id * 200).server(1, chunk(event(id)));
    expect(status('events-held-then-flowing', steady, args)).toBe('not-yet');
  });

  test('heartbeats keep a stream, and silence ends one', () => {
    const beats = stream().server(1, chunk(': a\n\n')).server(1, chunk(': b\n\n'));
    expect(status('heartbeats-kept-alive', beats, { ...HTTP1, atLeast: 2 })).toBe('met');
    expect(status('heartbeats-kept-alive', beats, { ...HTTP1, atLeast: 3 })).toBe('not-yet');
    expect(status('connection-timed-out', beats.at(60).close(1), HTTP1)).toBe('not-yet');
    const cut = stream().record({ type: 'connection-closed', t: 900, conn: 1, by: 'fault', how: 'timeout' });
    expect(check('connection-timed-out', cut, HTTP1).reason).toContain('890 ms after');
  });
});
