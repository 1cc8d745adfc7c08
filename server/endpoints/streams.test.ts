import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { TEXT_TOKENS } from '../log/token-text.ts';
import { MAX_LEAKED_TIMERS } from './limits.ts';
import { ask, connectHttp2, open } from './test-client.ts';
import { APP_ORIGIN, createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0, feedIntervalMs: 100 });
});
afterEach(() => lab.close());

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(LAB_ORIGIN_IDS)('over the origin %s', (origin) => {
  const json = async (path: string): Promise<unknown> => JSON.parse((await ask(lab, origin, path)).body);
  const post = (path: string, content: unknown = {}) =>
    ask(lab, origin, path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(content) });
  const openPost = (path: string, content: unknown = {}) =>
    open(lab, origin, path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(content) });

  describe('/poll?form=304', () => {
    const poll = (ifNoneMatch?: string, path = '/poll?form=304&after=0') =>
      ask(lab, origin, path, ifNoneMatch === undefined ? {} : { headers: { 'if-none-match': ifNoneMatch } });

    it('gives an entity tag, and 304 without content to who has it, until there is something new', async () => {
      const empty = await poll();
      expect([empty.status, JSON.parse(empty.body)]).toEqual([200, { events: [], after: 0 }]);
      expect(empty.headers['cache-control']).toBe('no-cache');
      const tag = String(empty.headers['etag']);
      for (const field of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const same = await poll(field);
        expect([field, same.status, same.body, same.headers['etag']]).toEqual([field, 304, '', tag]);
      }
      lab.feed('one');
      const changed = await poll(tag);
      expect([changed.status, JSON.parse(changed.body)]).toMatchObject([200, { after: 1 }]);
      expect(changed.headers['etag']).not.toBe(tag);
    });

    it('has other tags for other cursors and topics, and none in the plain form', async () => {
      lab.feed('one');
      const tags = await Promise.all(
        ['/poll?form=304', '/poll?form=304&after=1', '/poll?form=304&topic=other'].map(
          async (path) => (await poll(undefined, path)).headers['etag'],
        ),
      );
      expect(new Set(tags).size).toBe(3);
      expect((await poll(String(tags[0]), '/poll')).status).toBe(200);
      expect((await poll(undefined, '/poll')).headers).not.toHaveProperty('etag');
      expect((await poll(undefined, '/poll?form=303')).status).toBe(400);
    });

    it('lets the page of another origin read the tag and send it', async () => {
      const { headers } = await ask(lab, origin, '/poll?form=304', { headers: { origin: APP_ORIGIN } });
      expect(headers['access-control-expose-headers']).toContain('ETag');
      const preflight = await ask(lab, origin, '/poll', {
        method: 'OPTIONS',
        headers: { origin: APP_ORIGIN, 'access-control-request-method': 'GET' },
      });
      expect(preflight.headers['access-control-allow-headers']).toContain('If-None-Match');
    });
  });

  describe('/tokens', () => {
    it('sends a token at a time, the prompt first, and [DONE] at the end', async () => {
      const answer = await openPost('/tokens?rate=10', { prompt: 'Why?' });
      expect(answer.headers['content-type']).toBe('text/event-stream');
      await lab.clock.waiting(1);
      lab.clock.advance(100);
      await answer.until('\n\n');
      lab.clock.advance(100 * (TEXT_TOKENS.length + 1));
      const events = (await answer.ended).split('\n\n').slice(0, -1);
      expect(events.at(-1)).toBe('data: [DONE]');
      const text = events
        .slice(0, -1)
        .map((event) => (JSON.parse(event.slice('data: '.length)) as { token: string }).token);
      expect(text.join('')).toBe(`You asked: "Why?".\n${TEXT_TOKENS.join('')}`);
      await lab.clock.waiting(0);
      expect(await json('/tokens')).toEqual({
        running: 0,
        finished: 1,
        aborted: 0,
        tokens: TEXT_TOKENS.length + 1,
      });
    });

    it('stops the work when the client aborts', async () => {
      const answer = await openPost('/tokens?rate=10');
      await lab.clock.waiting(1);
      lab.clock.advance(200);
      await answer.until('token');
      expect(await json('/tokens')).toMatchObject({ running: 1, tokens: 2 });
      answer.abort();
      await lab.clock.waiting(0);
      lab.clock.advance(10_000);
      expect(await json('/tokens')).toEqual({ running: 0, finished: 0, aborted: 1, tokens: 2 });
    });

    it('sends no more tokens than asked for, and refuses what it cannot read', async () => {
      const answer = await openPost('/tokens?count=1');
      await lab.clock.waiting(1);
      lab.clock.advance(100);
      expect((await answer.ended).match(/data: /g)).toHaveLength(2);
      for (const [path, content] of [
        ['/tokens?rate=0', {}],
        ['/tokens?rate=1001', {}],
        ['/tokens', []],
        ['/tokens', { prompt: 1 }],
      ] as const) {
        expect([path, (await post(path, content)).status]).toEqual([path, 400]);
      }
      expect((await post('/tokens', { prompt: 'x'.repeat(20_000) })).status).toBe(413);
      expect(lab.clock.pending).toBe(0);
    });
  });

  describe('/dashboard', () => {
    it('sends orders, stock and visitors in turn, and leaves out what its client has muted', async () => {
      const ada = await open(lab, origin, '/dashboard?client=ada');
      const other = await open(lab, origin, '/dashboard');
      await lab.subscribed(2);
      expect(await ada.until('\n\n')).toBe('id: 1\nevent: orders\ndata: {"total":3,"lastMinute":4}\n\n');
      const muted = await post('/mute?client=ada', { event: 'stock', muted: true });
      expect([muted.status, muted.body]).toEqual([200, '{"client":"ada","muted":["stock"]}']);
      lab.clock.advance(400);
      expect(await ada.until('id: 4\n')).not.toContain('event: stock');
      expect(await other.until('id: 3\n')).toContain('event: stock');
      await post('/mute?client=ada', { event: 'stock', muted: false });
      lab.clock.advance(300);
      expect(await ada.until('id: 8\n')).toContain('id: 8\nevent: stock\n');
      ada.abort();
      other.abort();
      await lab.subscribed(0);
      await lab.clock.waiting(0);
      expect(lab.settings.listeners).toBe(0);
    });

    it('refuses to mute what there is not', async () => {
      for (const content of [null, {}, { event: 'news', muted: true }, { event: 'stock', muted: 'yes' }]) {
        expect((await post('/mute', content)).status).toBe(400);
      }
      expect((await post('/mute?client=a%20b', { event: 'stock', muted: true })).status).toBe(400);
    });
  });

  describe('/download', () => {
    it('sends as many bytes as asked for, whatever the client takes at once', async () => {
      for (const bytes of [0, 1, 65_537, 3_000_000]) {
        const { headers, body } = await ask(lab, origin, `/download?bytes=${bytes}`);
        expect([headers['content-length'], body.length]).toEqual([String(bytes), bytes]);
        expect([...body.slice(-64)].sort().join('')).toHaveLength(Math.min(bytes, 64));
      }
      expect((await ask(lab, origin, '/download?bytes=1073741825')).status).toBe(400);
    });

    it('sends no faster than the rate', async () => {
      const stream = await open(lab, origin, '/download?bytes=1000&rate=1000');
      await lab.clock.waiting(1);
      lab.clock.advance(100);
      expect(await stream.when((text) => text.length >= 100)).toHaveLength(100);
      lab.clock.advance(850);
      expect(await stream.when((text) => text.length >= 900)).toHaveLength(900);
      lab.clock.advance(50);
      expect(await stream.ended).toHaveLength(1_000);
      await lab.clock.waiting(0);
    });

    it('leaves nothing behind when the client goes away', async () => {
      const stream = await open(lab, origin, '/download?rate=10');
      await lab.clock.waiting(1);
      stream.abort();
      await lab.clock.waiting(0);
    });
  });

  describe('/upload', () => {
    /** A request whose content is still going out. */
    function upload(path: string) {
      if (origin === 'http2') {
        const session = connectHttp2(lab);
        const stream = session.request({ ':method': 'POST', ':path': path }, { endStream: false });
        stream.on('error', () => {});
        stream.on('close', () => session.close());
        let text = '';
        stream.on('data', (part) => (text += String(part)));
        return {
          request: stream,
          started: new Promise((resolve) => stream.once('data', resolve)),
          answer: new Promise<string>((resolve) => stream.on('end', () => resolve(text))),
        };
      }
      const send = origin === 'http1' ? httpRequest : httpsRequest;
      const request = send(lab.origins[origin] + path, { method: 'POST', agent: false, ca: lab.ca });
      request.on('error', () => {});
      let started: (value: unknown) => void;
      const whenStarted = new Promise((resolve) => (started = resolve));
      const answer = new Promise<string>((resolve) => {
        request.on('response', (response) => {
          let text = '';
          response.once('data', started);
          response.on('data', (part) => (text += String(part)));
          response.on('end', () => resolve(text));
        });
      });
      return { request, started: whenStarted, answer };
    }

    it('counts the bytes', async () => {
      const { request, answer } = upload('/upload');
      request.end(Buffer.alloc(1_000_000));
      expect(JSON.parse(await answer)).toMatchObject({ bytes: 1_000_000, complete: true });
    });

    it('answers while the request goes on when it is told to', async () => {
      const { request, started, answer } = upload('/upload?answer=early');
      request.write('first');
      await started;
      request.end('second');
      const reports = (await answer)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { bytes: number; complete: boolean });
      expect(reports[0]).toMatchObject({ bytes: 0, complete: false });
      expect(reports.at(-1)).toMatchObject({ bytes: 11, complete: true });
    });

    it('reads no faster than the rate, so that the sender has to wait', async () => {
      const size = 8_000_000;
      const { request, answer } = upload('/upload?rate=1000000');
      let sent = false;
      request.end(Buffer.alloc(size), () => (sent = true));
      await lab.clock.waiting(1);
      // Time stands still, and so does the reader: most of it waits on the side that sends.
      const beforeMs = lab.clock.now();
      expect(sent).toBe(false);
      let done = false;
      const whenDone = answer.then((text) => {
        done = true;
        return text;
      });
      while (!done) {
        lab.clock.advance(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(JSON.parse(await whenDone)).toMatchObject({ bytes: size });
      expect(lab.clock.now() - beforeMs).toBeGreaterThan(7_000);
    });

    it('leaves nothing behind when the client goes away', async () => {
      const { request } = upload('/upload?rate=1');
      request.write('first');
      await lab.clock.waiting(1);
      request.destroy();
      lab.cutAll();
      await lab.clock.waiting(0);
    });
  });

  it('/status answers with any final status and the fields that belong to it', async () => {
    for (const code of [200, 201, 204, 205, 304, 308, 401, 404, 405, 407, 416, 418, 429, 500, 503, 599]) {
      const { status, headers, body } = await ask(lab, origin, `/status/${code}`);
      expect(status).toBe(code);
      expect(body === '').toBe([204, 205, 304].includes(code));
      if (code === 308) expect(headers['location']).toBe('/hello');
      if (code === 401) expect(headers['www-authenticate']).toMatch(/^Bearer /);
      if (code === 405) expect(headers['allow']).toContain('GET');
      if (code === 503) expect(headers['retry-after']).toBe('1');
    }
    for (const bad of ['100', '101', '426', '600', '99', 'abc', '0200']) {
      expect([bad, (await ask(lab, origin, `/status/${bad}`)).status]).toEqual([bad, 400]);
    }
    expect((await ask(lab, origin, '/status/201', { method: 'POST' })).status).toBe(201);
  });

  it('/leaky leaves a timer behind for each client that goes, and /leaky/clean none', async () => {
    const clients = await Promise.all(
      ['/leaky', '/leaky', '/leaky/clean', '/leaky/clean'].map((path) => open(lab, origin, path)),
    );
    await lab.clock.waiting(4);
    lab.clock.advance(1_000);
    for (const client of clients) await client.until('data: 1\n\n');
    expect(await json('/leaky/count')).toEqual({ leaky: 2, clean: 2 });
    for (const client of clients) client.abort();
    await lab.clock.waiting(2);
    // It writes to nobody, and nothing falls.
    lab.clock.advance(3_000);
    expect(await json('/leaky/count')).toEqual({ leaky: 2, clean: 0 });
    expect((await post('/leaky/count')).body).toBe('{"stopped":2}');
    expect(lab.clock.pending).toBe(0);
  });
});

it('/leaky leaks no more timers than its bound, and none beyond the life of the lab', async () => {
  const session = connectHttp2(lab);
  const status = (): Promise<number> =>
    new Promise((resolve) => {
      const stream = session.request({ ':path': '/leaky' });
      stream.on('response', (headers) => {
        resolve(Number(headers[':status']));
        stream.close();
      });
    });
  for (let n = 0; n < MAX_LEAKED_TIMERS; n += 100) {
    await Promise.all(Array.from({ length: 100 }, status));
  }
  expect(lab.clock.pending).toBe(MAX_LEAKED_TIMERS);
  expect(await status()).toBe(503);
  session.destroy();
  await lab.endpoints.close();
  expect(lab.clock.pending).toBe(0);
});
