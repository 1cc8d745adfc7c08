import { describe, expect, it } from 'vitest';
import { MAX_EVENTS, MAX_TOPIC_CHARACTERS, MAX_TOPICS, TooManyTopicsError } from './event-log.ts';
import { createMemoryLog } from './memory-log.ts';

describe('the memory log', () => {
  it('numbers the events of each topic from 1', () => {
    const log = createMemoryLog();
    expect(log.append('a', { data: 'x' }).id).toBe(1);
    expect(log.append('a', { data: 'y', event: 'named' })).toEqual({ id: 2, data: 'y', event: 'named' });
    expect(log.append('b', { data: 'z' }).id).toBe(1);
    expect([log.lastId('a'), log.lastId('b'), log.lastId('nobody wrote here')]).toEqual([2, 1, 0]);
  });

  it('reads what came after an id, and nothing for an id it has not reached', () => {
    const log = createMemoryLog();
    for (const data of ['one', 'two', 'three']) log.append('a', { data });
    expect(log.read('a', 1).map((event) => event.data)).toEqual(['two', 'three']);
    expect(log.read('a', 0)).toHaveLength(3);
    expect(log.read('a', 3)).toEqual([]);
    expect(log.read('a', 900)).toEqual([]);
    expect(log.read('b', 0)).toEqual([]);
  });

  it('keeps the newest 1,000 events of a topic and never uses an id again', () => {
    const log = createMemoryLog();
    for (let n = 1; n <= MAX_EVENTS + 5; n += 1) log.append('a', { data: String(n) });
    const kept = log.read('a', 0);
    expect(kept).toHaveLength(MAX_EVENTS);
    expect(kept[0]).toMatchObject({ id: 6, data: '6' });
    expect(log.read('a', 3)[0]?.id).toBe(6);
    expect(log.read('a', MAX_EVENTS)[0]?.id).toBe(MAX_EVENTS + 1);
  });

  it('forgets old events early when they are large, but always keeps the newest', () => {
    const log = createMemoryLog();
    const half = 'x'.repeat(MAX_TOPIC_CHARACTERS / 2);
    for (let n = 0; n < 3; n += 1) log.append('a', { data: half });
    expect(log.read('a', 0).map((event) => event.id)).toEqual([2, 3]);
    log.append('a', { data: `${half}${half}x` });
    expect(log.read('a', 0).map((event) => event.id)).toEqual([4]);
  });

  it('hands a subscriber the kept events at once and each new one as it is appended', () => {
    const log = createMemoryLog();
    log.append('a', { data: 'one' });
    log.append('a', { data: 'two' });
    const seen: number[] = [];
    const cancel = log.subscribe('a', 1, (event) => seen.push(event.id));
    expect(seen).toEqual([2]);
    log.append('a', { data: 'three' });
    log.append('b', { data: 'elsewhere' });
    expect(seen).toEqual([2, 3]);
    cancel();
    cancel();
    log.append('a', { data: 'four' });
    expect(seen).toEqual([2, 3]);
  });

  it('keeps the order for every subscriber when one of them appends while it is called', () => {
    const log = createMemoryLog();
    log.append('a', { data: 'ask' });
    log.append('a', { data: 'ask again' });
    const first: string[] = [];
    const second: string[] = [];
    log.subscribe('a', 0, (event) => second.push(event.data));
    log.subscribe('a', 0, (event) => {
      first.push(event.data);
      if (event.data === 'ask') log.append('a', { data: 'answer' });
    });
    const expected = ['ask', 'ask again', 'answer'];
    expect([first, second]).toEqual([expected, expected]);
  });

  it('calls a listener no more once it has cancelled, although more was waiting for it', () => {
    const log = createMemoryLog();
    const seen: string[] = [];
    const cancel = log.subscribe('a', 0, (event) => {
      seen.push(event.data);
      if (event.data === 'one') for (const data of ['two', 'three']) log.append('a', { data });
      if (event.data === 'two') cancel();
    });
    log.append('a', { data: 'one' });
    expect(seen).toEqual(['one', 'two']);
  });

  it('refuses a topic beyond its bound and goes on taking events for those it has', () => {
    const log = createMemoryLog();
    for (let n = 0; n < MAX_TOPICS; n += 1) log.append(`topic ${n}`, { data: '' });
    expect(() => log.append('one too many', { data: '' })).toThrow(TooManyTopicsError);
    expect(log.append('topic 0', { data: '' }).id).toBe(2);
  });
});
