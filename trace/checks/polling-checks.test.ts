import { describe, expect, test } from 'vitest';
import { RecordBuilder } from '../testing.ts';
import { check, status, HTTP1, request, response, NOTHING, page, ask } from './check-cases.ts';

describe('polling', () => {
  const polled = (...answers: string[]): RecordBuilder => {
    const records = ask(new RecordBuilder().at(1), 1, 'long-poll').open(1);
    answers.forEach((answer, at) => {
      records.at(100 * at + 10).client(1, request('/long-poll?op=1'));
      records.at(100 * at + 60).server(1, answer);
    });
    return records;
  };

  test('requests on one connection count, and not those on several', () => {
    const records = new RecordBuilder()
      .open(1)
      .client(1, request('/hello'))
      .server(1, response('200 OK', '{}'));
    expect(status('requests-on-one-connection', records, { ...HTTP1, atLeast: 2 })).toBe('not-yet');
    records.client(1, request('/hello')).server(1, response('200 OK', '{}'));
    expect(status('requests-on-one-connection', records, { ...HTTP1, atLeast: 2 })).toBe('met');
  });

  test('empty answers count, full ones do not', () => {
    const records = new RecordBuilder().open(1);
    for (const answer of [NOTHING, page([1]), NOTHING]) records.client(1, request('/poll')).server(1, answer);
    expect(status('empty-polls', records, { ...HTTP1, atLeast: 2 })).toBe('met');
    expect(status('empty-polls', records, { ...HTTP1, atLeast: 1, path: '/long-poll' })).toBe('not-yet');
    expect(check('empty-polls', records, { ...HTTP1, atLeast: 3 }).reason).toBe(
      'Two empty answers so far, of 3.',
    );
  });

  test('ids without a gap lose nothing, and a gap is named', () => {
    const args = { ...HTTP1, transport: 'long-poll', atLeast: 3, requests: 2 };
    expect(status('no-event-lost', polled(page([1, 2]), page([3])), args)).toBe('met');
    expect(check('no-event-lost', polled(page([1, 2]), page([4])), args).reason).toContain(
      'from event 2 to 4: one event missing',
    );
    expect(status('no-event-lost', polled(page([1, 2, 3])), args)).toBe('not-yet');
  });

  test('an event between two polls is brought by the next, or was lost', () => {
    const publish = (records: RecordBuilder): RecordBuilder =>
      records
        .open(2)
        .at(80)
        .client(2, request('/publish', '', 'POST'))
        .server(2, response('201 Created', '{"id":7}'));
    const between = (second: string): RecordBuilder => {
      const records = publish(polled(page([6])));
      return records.at(110).client(1, request('/long-poll?op=1')).at(160).server(1, second);
    };
    expect(status('event-between-polls', between(page([7])), HTTP1)).toBe('met');
    const lost = check('event-between-polls', between(page([8])), HTTP1);
    expect([lost.status, lost.conditions?.map(({ met }) => met)]).toEqual(['not-yet', [true, true, false]]);
    expect(status('event-between-polls', polled(page([6]), page([7])), HTTP1)).toBe('not-yet');
    expect(status('event-between-polls', between(page([7])), { ...HTTP1, longerThanMs: 40 })).toBe('met');
    expect(check('event-between-polls', between(page([7])), { ...HTTP1, longerThanMs: 1_000 }).reason).toBe(
      'No event so far was published in a gap of over 1.00 s between two polls.',
    );
  });

  test('an answer that was held and brought an event counts, one that came at once does not', () => {
    expect(status('answer-held', polled(page([1])), { ...HTTP1, longerThanMs: 40 })).toBe('met');
    expect(status('answer-held', polled(page([1])), { ...HTTP1, longerThanMs: 60 })).toBe('not-yet');
    expect(status('answer-held', polled(NOTHING), { ...HTTP1, longerThanMs: 40 })).toBe('not-yet');
  });
});
