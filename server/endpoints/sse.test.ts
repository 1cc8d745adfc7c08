import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { MAX_EVENTS } from '../log/event-log.ts';
import { encodeEvent } from './sse.ts';
import { open } from './test-client.ts';
import { createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 1_000 });
});
afterEach(() => lab.close());

function parse(text: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(text);
  return events;
}

describe('one event of an event stream', () => {
  it('has its fields in the order id, event, data', () => {
    expect(encodeEvent({ id: 4, event: 'tick', data: 'x' })).toBe('id: 4\nevent: tick\ndata: x\n\n');
    expect(encodeEvent({ id: 5, event: undefined, data: '' })).toBe('id: 5\ndata: \n\n');
  });

  it('carries data of several lines, whatever ends them', () => {
    const text = encodeEvent({ id: 1, event: undefined, data: ' a\nb\r\nc\rd\n' });
    expect(text).toBe('id: 1\ndata:  a\ndata: b\ndata: c\ndata: d\ndata: \n\n');
    expect(parse(text)).toEqual([{ id: '1', event: undefined, data: ' a\nb\nc\nd\n' }]);
  });
});

describe.each(LAB_ORIGIN_IDS)('/sse over the origin %s', (origin) => {
  const lastEventId = (id: number | string) => ({ headers: { 'last-event-id': String(id) } });

  it('opens at once and sends the events that come from then on', async () => {
    lab.feed('before');
    const stream = await open(lab, origin, '/sse');
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    await lab.subscribed(1);
    lab.feed('after');
    expect(await stream.until('\n\n')).toBe('id: 2\ndata: after\n\n');
    stream.abort();
  });

  it('replays what a client missed, by header or by query', async () => {
    lab.feed('one', 'two', 'three');
    const expected = 'id: 2\ndata: two\n\nid: 3\ndata: three\n\n';
    const byHeader = await open(lab, origin, '/sse', lastEventId(1));
    expect(await byHeader.until('three\n\n')).toBe(expected);
    const byQuery = await open(lab, origin, '/sse?lastEventId=1');
    expect(await byQuery.until('three\n\n')).toBe(expected);
    byHeader.abort();
    byQuery.abort();
  });

  it('replays nothing when the switch is off, or when the id is none of its own', async () => {
    lab.feed('one', 'two');
    lab.settings.change({ replay: false });
    const off = await open(lab, origin, '/sse', lastEventId(1));
    lab.settings.change({ replay: true });
    const foreign = await open(lab, origin, '/sse', lastEventId('not-ours'));
    const ahead = await open(lab, origin, '/sse', lastEventId(900));
    await lab.subscribed(3);
    lab.feed('three');
    for (const stream of [off, foreign, ahead]) {
      expect(await stream.until('\n\n')).toBe('id: 3\ndata: three\n\n');
      stream.abort();
    }
  });

  it('tells in an event of its own, without an id, which events it no longer has', async () => {
    for (let n = 0; n < MAX_EVENTS + 4; n += 1) lab.feed('x');
    const stream = await open(lab, origin, '/sse', lastEventId(1));
    expect(await stream.until('id: 5\n')).toMatch(/^event: gap\ndata: \{"from":2,"to":4\}\n\nid: 5\n/);
    stream.abort();
  });

  it('begins with the retry field when there is one, and names events and topics', async () => {
    lab.settings.change({ retryMs: 700 });
    lab.log.append('other', { data: 'x', event: 'greeting' });
    const stream = await open(lab, origin, '/sse?topic=other', lastEventId(0));
    expect(await stream.until('data: x\n\n')).toBe('retry: 700\n\nid: 1\nevent: greeting\ndata: x\n\n');
    stream.abort();
  });

  it('sends heartbeat comments at a pace that can be changed while the stream is open', async () => {
    const stream = await open(lab, origin, '/sse');
    await lab.subscribed(1);
    lab.clock.advance(1_000);
    await stream.until(': heartbeat\n\n');
    lab.settings.change({ heartbeatMs: 0 });
    lab.clock.advance(5_000);
    lab.settings.change({ heartbeatMs: 10 });
    lab.clock.advance(10);
    lab.feed('end');
    expect(await stream.until('end')).toBe(': heartbeat\n\n: heartbeat\n\nid: 1\ndata: end\n\n');
    stream.abort();
  });

  it('stops its timers and its subscription when the client goes away', async () => {
    const streams = await Promise.all([open(lab, origin, '/sse'), open(lab, origin, '/sse')]);
    await lab.subscribed(2);
    expect(lab.clock.pending).toBe(2);
    streams[0].abort();
    await lab.subscribed(1);
    lab.cutAll();
    await lab.subscribed(0);
    expect([lab.clock.pending, lab.settings.listeners]).toEqual([0, 0]);
  });

  it('does not pile up events for a client that does not read, and goes on where it stopped', async () => {
    const size = 100_000;
    const stream = await open(lab, origin, '/sse');
    await lab.subscribed(1);
    // More than the buffers of both ends take; nothing is read in between, since all of it happens in one turn.
    for (let n = 0; n < 20; n += 1) lab.feed('x'.repeat(size));
    lab.feed('last');
    const events = parse(await stream.until('last\n\n'));
    expect(events.map((event) => Number(event.id))).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    stream.abort();
  });

  it('ends in good order when the lab shuts down', async () => {
    lab.settings.change({ heartbeatMs: 500 });
    const stream = await open(lab, origin, '/sse');
    await lab.subscribed(1);
    const closing = lab.endpoints.close();
    // A heartbeat that fell due now would be written after the end.
    lab.clock.advance(999);
    await closing;
    expect(await stream.ended).toBe('');
    expect([lab.clock.pending, lab.settings.listeners]).toEqual([0, 0]);
  });
});
