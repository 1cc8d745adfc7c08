import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { resize } from './sse-options.ts';
import { ask, connectHttp2, open } from './test-client.ts';
import { createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0, feedIntervalMs: 100 });
});
afterEach(() => lab.close());

/** Resolves once nobody reads and no timer is left. */
const nothingLeft = async (): Promise<void> => {
  await lab.subscribed(0);
  await lab.clock.waiting(0);
  expect(lab.settings.listeners).toBe(0);
};

describe.each(LAB_ORIGIN_IDS)('/sse over the origin %s', (origin) => {
  it('runs a named feed while somebody reads it, shared by all who do', async () => {
    const first = await open(lab, origin, '/sse?feed=orders');
    expect(await first.until('\n\n')).toBe(
      'id: 1\nevent: order\ndata: {"order":1000,"item":"tea","state":"paid"}\n\n',
    );
    const second = await open(lab, origin, '/sse?feed=orders');
    await lab.subscribed(2);
    expect(lab.clock.pending).toBe(1);
    lab.clock.advance(100);
    expect(await second.until('\n\n')).toMatch(/^id: 2\nevent: order\n/);
    first.abort();
    await lab.subscribed(1);
    expect(lab.clock.pending).toBe(1);
    second.abort();
    await nothingLeft();
  });

  it('sends a burst of twenty events at a time, as many in all as a steady feed', async () => {
    const stream = await open(lab, origin, '/sse?feed=ticker&pace=burst');
    await stream.until('id: 20\n');
    lab.clock.advance(1_999);
    expect(lab.log.lastId('feed:ticker:burst')).toBe(20);
    lab.clock.advance(1);
    expect(await stream.until('id: 40\n')).toContain('id: 21\n');
    stream.abort();
    await nothingLeft();
  });

  it('sends data of two lines and names that change with the feed of jobs', async () => {
    const stream = await open(lab, origin, '/sse?feed=jobs&end=5');
    await lab.subscribed(1);
    lab.clock.advance(400);
    const events = (await stream.ended).split('\n\n');
    expect(events[0]).toBe('id: 1\nevent: progress\ndata: job 1\ndata: 20 %');
    expect(events[4]).toBe('id: 5\nevent: done\ndata: job 1\ndata: 100 %');
    await nothingLeft();
  });

  it('ends after as many events as the query says, also when they are replayed', async () => {
    lab.feed('one', 'two', 'three');
    const { status, body } = await ask(lab, origin, '/sse?lastEventId=0&end=2');
    expect([status, body]).toEqual([200, 'id: 1\ndata: one\n\nid: 2\ndata: two\n\n']);
    await nothingLeft();
  });

  it('lets the query decide on retry, heartbeat and replay instead of the switches', async () => {
    lab.feed('one', 'two', 'three');
    const stream = await open(lab, origin, '/sse?lastEventId=0&replay=1&retry=50&heartbeat=20');
    await stream.until('three\n\n');
    lab.clock.advance(20);
    expect(await stream.until('heartbeat\n\n')).toBe('retry: 50\n\nid: 3\ndata: three\n\n: heartbeat\n\n');
    stream.abort();
    lab.settings.change({ replay: false });
    const on = await open(lab, origin, '/sse?lastEventId=1&replay=on');
    expect(await on.until('three')).toContain('id: 2\n');
    const off = await open(lab, origin, '/sse?lastEventId=1&replay=off');
    await lab.subscribed(2);
    lab.feed('four');
    expect(await off.until('\n\n')).toBe('id: 4\ndata: four\n\n');
    on.abort();
    off.abort();
  });

  it('makes the data exactly as large as asked, from one byte to a megabyte', async () => {
    lab.feed('abc');
    const small = await ask(lab, origin, '/sse?lastEventId=0&end=1&size=1');
    expect(small.body).toBe('id: 1\ndata: a\n\n');
    const large = await ask(lab, origin, '/sse?lastEventId=0&end=1&size=1048576');
    expect(large.body).toHaveLength('id: 1\ndata: \n\n'.length + 1_048_576);
  });

  it('lets each compressed event go at once, or keeps it until the end', async () => {
    lab.feed('one', 'two');
    const headers = { 'accept-encoding': 'gzip' };
    const read = (flush: string) =>
      readCompressed(origin, `/sse?lastEventId=0&gzip=on&flush=${flush}`, headers);
    const flushed = await read('event');
    expect(flushed.encoding).toBe('gzip');
    // All of it is decompressed although the stream goes on: what was flushed can be read.
    expect(await flushed.text('two\n\n')).toBe('id: 1\ndata: one\n\nid: 2\ndata: two\n\n');
    flushed.abort();
    const buffered = await read('buffered');
    await lab.subscribed(1);
    void lab.endpoints.close();
    expect(await buffered.text('two\n\n')).toContain('one');
    // One flush at the end makes fewer bytes than one for each event.
    expect(buffered.size()).toBeLessThan(flushed.size());
    await nothingLeft();
  });

  it('does not compress for a client that cannot take it', async () => {
    lab.feed('one');
    const plain = await ask(lab, origin, '/sse?lastEventId=0&end=1&gzip=on', {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.headers['vary']).toContain('Accept-Encoding');
    expect(plain.body).toContain('one');
  });

  it('sends each event in two parts when it is told to, and loses none of them', async () => {
    lab.feed('one', 'two');
    const parts = await partsOf(origin, '/sse?lastEventId=0&split=on&end=2');
    expect(parts).toEqual(['id: 1\ndat', 'a: one\n\n', 'id: 2\ndat', 'a: two\n\n']);
    await nothingLeft();
  });

  it('answers with the content type, the status or the redirection that the query names', async () => {
    lab.feed('one');
    const typed = await ask(lab, origin, '/sse?lastEventId=0&end=1&type=text/plain');
    expect([typed.status, typed.headers['content-type']]).toEqual([200, 'text/plain']);
    for (const status of [204, 401, 500, 503]) {
      const answer = await ask(lab, origin, `/sse?status=${status}`);
      expect([answer.status, answer.body === '']).toEqual([status, status === 204]);
    }
    expect((await ask(lab, origin, '/sse?status=401')).headers).toHaveProperty('www-authenticate');
    const redirected = await ask(lab, origin, '/sse?redirect=307&feed=jobs&op=4');
    expect([redirected.status, redirected.headers['location']]).toEqual([307, '/sse?feed=jobs&op=4']);
  });

  it('says which parameter it cannot read', async () => {
    for (const [query, where] of [
      ['feed=news', 'feed'],
      ['pace=slow', 'pace'],
      ['size=0', 'size'],
      ['size=1048577', 'size'],
      ['end=0', 'end'],
      ['replay=maybe', 'replay'],
      ['gzip=yes', 'gzip'],
      ['flush=never', 'flush'],
      ['split=1', 'split'],
      ['type=text/html', 'type'],
      ['status=418', 'status'],
      ['redirect=300', 'redirect'],
      ['heartbeat=600001', 'heartbeat'],
      ['retry=-1', 'retry'],
    ]) {
      const { status, body } = await ask(lab, origin, `/sse?${query}`);
      const content = JSON.parse(body) as { where: string };
      expect([query, status, content.where]).toEqual([query, 400, `query parameter ${where}`]);
    }
  });
});

describe('data made to a size', () => {
  it('is cut between characters and filled up', () => {
    expect([resize('aé€', 2), resize('aé€', 3), resize('aé€', 8)]).toEqual(['a.', 'aé', 'aé€..']);
    expect(resize('as it is', undefined)).toBe('as it is');
  });
});

/** The parts of a response's content as they came: chunks, or DATA frames. */
async function partsOf(origin: (typeof LAB_ORIGIN_IDS)[number], path: string): Promise<string[]> {
  const parts: string[] = [];
  if (origin === 'http2') {
    const session = connectHttp2(lab);
    for await (const part of session.request({ ':path': path }) as AsyncIterable<Buffer>)
      parts.push(part.toString());
    session.destroy();
    return parts;
  }
  await new Promise<void>((resolve, reject) => {
    const send = origin === 'http1' ? httpRequest : httpsRequest;
    const request = send(lab.origins[origin] + path, { agent: false, ca: lab.ca }, (response) => {
      response.on('data', (part: Buffer) => parts.push(part.toString()));
      response.on('end', resolve);
    });
    request.on('error', reject).end();
  });
  return parts;
}

/** A response read as bytes, and decompressed as far as it has come. */
async function readCompressed(
  origin: (typeof LAB_ORIGIN_IDS)[number],
  path: string,
  headers: Record<string, string>,
) {
  const stream = await open(lab, origin, path, { headers, encoding: 'latin1' });
  let seen = '';
  const decompressed = (latin1: string): string =>
    gunzipSync(Buffer.from(latin1, 'latin1'), { finishFlush: 2 }).toString();
  return {
    encoding: stream.headers['content-encoding'],
    abort: stream.abort,
    size: () => seen.length,
    async text(part: string): Promise<string> {
      seen = await stream.when((latin1) => latin1 !== '' && decompressed(latin1).includes(part));
      return decompressed(seen);
    },
  };
}
