import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { MAX_EVENTS } from '../log/event-log.ts';
import { PUBLISH_RATE } from './limits.ts';
import { ask, open } from './test-client.ts';
import { APP_ORIGIN, createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab();
});
afterEach(() => lab.close());

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(LAB_ORIGIN_IDS)('over the origin %s', (origin) => {
  const json = async (
    ...asked: Parameters<typeof ask> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ) => {
    const { status, headers, body } = await ask(lab, origin, ...asked);
    return { status, headers, content: body === '' ? undefined : (JSON.parse(body) as unknown) };
  };

  it('/hello says over which version of HTTP it came, and is not stored', async () => {
    const { status, headers, content } = await json('/hello?op=7');
    expect(status).toBe(200);
    expect(content).toMatchObject({ hello: 'Wire 101', httpVersion: origin === 'http2' ? '2' : '1.1' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('answers HEAD with the header section alone, also where GET would stay open', async () => {
    for (const path of ['/hello', '/sse', '/long-poll', '/assets/pushed.txt']) {
      const { body, status } = await ask(lab, origin, path, { method: 'HEAD' });
      expect([path, status < 300, body]).toEqual([path, true, '']);
    }
    expect(lab.clock.pending).toBe(0);
  });

  it('lists what there is when nothing is at a path', async () => {
    const { status, content } = await json('/nowhere');
    expect(status).toBe(404);
    const { endpoints } = content as { endpoints: { path: string; methods: string[]; summary: string }[] };
    expect(endpoints.map((endpoint) => endpoint.path)).toContain('/sse');
    expect(endpoints.find((endpoint) => endpoint.path === '/publish')?.methods).toEqual(['POST', 'OPTIONS']);
    expect((await json('/Hello')).status).toBe(404);
    expect((await json('/hello/')).status).toBe(404);
    for (const { summary } of endpoints) expect(summary).toMatch(/^[A-Z].*\.$/);
  });

  it('says which methods a path answers', async () => {
    const refused = await json('/hello', { method: 'DELETE' });
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const options = await json('/publish', { method: 'OPTIONS' });
    expect([options.status, options.headers['allow']]).toEqual([204, 'POST, OPTIONS']);
  });

  it('lets pages of the application and sandboxed frames read answers and errors, and no others', async () => {
    for (const path of ['/hello', '/nowhere']) {
      const app = await json(path, { headers: { origin: APP_ORIGIN } });
      expect(app.headers['access-control-allow-origin']).toBe(APP_ORIGIN);
      expect(app.headers['access-control-allow-credentials']).toBe('true');
      expect(app.headers['timing-allow-origin']).toBe(`${APP_ORIGIN}, null`);
      expect(app.headers['vary']).toBe('Origin');
      const frame = await json(path, { headers: { origin: 'null' } });
      expect(frame.headers['access-control-allow-origin']).toBe('null');
      expect(frame.headers).not.toHaveProperty('access-control-allow-credentials');
      const foreign = await json(path, { headers: { origin: 'https://example.com' } });
      expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('answers a preflight for every path', async () => {
    for (const path of ['/sse', '/nowhere']) {
      const { status, headers } = await json(path, {
        method: 'OPTIONS',
        headers: { origin: APP_ORIGIN, 'access-control-request-method': 'GET' },
      });
      expect(status).toBe(204);
      expect(headers['access-control-allow-headers']).toContain('Last-Event-ID');
      expect(headers['access-control-allow-methods']).toContain('POST');
    }
  });

  it('sends connection-specific header fields over HTTP/1.1 only (RFC 9113 §8.2.2)', async () => {
    const { headers, abort } = await open(lab, origin, '/sse');
    abort();
    const names = Object.keys(headers).filter((name) => ['connection', 'transfer-encoding'].includes(name));
    expect(names.length).toBe(origin === 'http2' ? 0 : 2);
  });

  it('/poll answers at once: the events after the cursor and the next cursor, or 204', async () => {
    expect((await json('/poll')).status).toBe(204);
    lab.feed('one', 'two');
    expect((await json('/poll?after=0')).content).toEqual({
      events: [
        { id: 1, data: 'one' },
        { id: 2, data: 'two' },
      ],
      after: 2,
    });
    expect((await json('/poll?after=1')).content).toEqual({ events: [{ id: 2, data: 'two' }], after: 2 });
    expect((await json('/poll?after=2')).status).toBe(204);
  });

  it('/poll without a cursor gets everything there is', async () => {
    lab.feed('one', 'two');
    expect(await json('/poll')).toEqual(await json('/poll?after=0'));
    expect((await json('/poll')).content).toMatchObject({ events: [{ id: 1 }, { id: 2 }], after: 2 });
  });

  it.each(['/poll', '/long-poll'])('%s says which events after the cursor are gone', async (path) => {
    for (let n = 0; n < MAX_EVENTS + 4; n++) lab.feed('x');
    expect((await json(`${path}?after=1`)).content).toMatchObject({
      gap: { from: 2, to: 4 },
      after: MAX_EVENTS + 4,
    });
    expect((await json(`${path}?after=4`)).content).not.toHaveProperty('gap');
  });

  it('refuses a cursor that is no whole number, and says where it stood', async () => {
    for (const bad of [
      '/poll?after=-1',
      '/poll?after=1.5',
      '/long-poll?after=x',
      '/long-poll?timeout=60001',
    ]) {
      const { status, content } = await json(bad);
      expect([bad, status]).toEqual([bad, 400]);
      expect(content).toHaveProperty('where', expect.stringMatching(/^query parameter (after|timeout)$/));
    }
  });

  it('/long-poll answers at once when there is something after the cursor', async () => {
    lab.feed('one');
    expect((await json('/long-poll?after=0')).content).toEqual({
      events: [{ id: 1, data: 'one' }],
      after: 1,
    });
  });

  it('/long-poll holds the request until there is an event', async () => {
    lab.feed('old');
    const answer = json('/long-poll');
    await lab.subscribed(1);
    lab.feed('new');
    expect((await answer).content).toEqual({ events: [{ id: 2, data: 'new' }], after: 2 });
    await lab.subscribed(0);
    expect(lab.clock.pending).toBe(0);
  });

  it('/long-poll answers 204 when its time is out', async () => {
    const answer = json('/long-poll?timeout=500');
    await lab.subscribed(1);
    lab.clock.advance(499);
    await lab.subscribed(1);
    lab.clock.advance(1);
    expect((await answer).status).toBe(204);
    await lab.subscribed(0);
  });

  it('/long-poll leaves nothing behind when its client goes away', async () => {
    const answer = json('/long-poll').catch((error: unknown) => error);
    await lab.subscribed(1);
    lab.cutAll();
    expect(await answer).toBeInstanceOf(Error);
    await lab.subscribed(0);
    expect(lab.clock.pending).toBe(0);
  });

  it('/publish appends to the feed and answers with the id', async () => {
    const publish = (content: unknown, path = '/publish') =>
      json(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(content) });
    expect(await publish({ data: 'plain' })).toMatchObject({ status: 201, content: { id: 1 } });
    expect((await publish({ data: { a: 1 }, event: 'greeting' })).content).toEqual({ id: 2 });
    expect((await publish({ data: null }, '/publish?topic=other')).content).toEqual({ id: 1 });
    expect((await json('/poll')).content).toEqual({
      events: [
        { id: 1, data: 'plain' },
        { id: 2, event: 'greeting', data: '{"a":1}' },
      ],
      after: 2,
    });
  });

  it('/publish says what is wrong with content it cannot take', async () => {
    const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
      json('/publish', { method: 'POST', headers, body });
    expect((await post('{"data":1}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{"data":')).content).toMatchObject({ error: 'The content is not JSON.' });
    expect((await post('{}')).content).toMatchObject({ where: 'data' });
    expect((await post('{"data":1,"event":"a\\nb"}')).content).toMatchObject({ where: 'event' });
    expect((await post('{"data":1,"event":""}')).status).toBe(400);
    expect((await post(JSON.stringify({ data: 'x'.repeat(5_000_000) }))).status).toBe(413);
    expect(lab.log.lastId('feed')).toBe(0);
  });

  it('/push says why nothing is pushed to a client that cannot take it', async () => {
    const { content } = await json('/push');
    if (origin !== 'http2') expect(content).toEqual({ pushed: false, why: 'HTTP/1.1 has no server push.' });
    else expect(content).toMatchObject({ pushed: true });
  });

  it('/assets serves files with their types, and names them when one is missing', async () => {
    const { status, headers, body } = await ask(lab, origin, '/assets/early-hints.css');
    expect([status, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
    expect((await json('/assets/constructor')).status).toBe(404);
    expect((await json('/assets/%ff')).status).toBe(400);
  });
});

it('reads content that is too long to its end, so that the connection can go on', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method: string, path: string, body = '') =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        lab.origins.http1 + path,
        { agent, method, headers: JSON_TYPE },
        (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  expect(await send('POST', '/publish', JSON.stringify('x'.repeat(5_000_000)))).toBe(413);
  expect(await send('GET', '/hello')).toBe(200);
  expect(lab.connections.http1).toBe(1);
  agent.destroy();
});

it('/publish answers 429 beyond the rate, and says when to come back', async () => {
  const { hostname, port } = new URL(lab.origins.http1);
  const client = connect(Number(port), hostname);
  const request = (more: string): string =>
    `POST /publish HTTP/1.1\r\nHost: lab\r\n${more}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"data":1}`;
  client.write(request('').repeat(PUBLISH_RATE.burst) + request('Connection: close\r\n'));
  const answers = (await text(client)).split(/(?=HTTP\/1\.1 \d)/);
  expect(answers).toHaveLength(PUBLISH_RATE.burst + 1);
  expect(answers[PUBLISH_RATE.burst - 1]).toMatch(/^HTTP\/1\.1 201 /);
  expect(answers.at(-1)).toMatch(/^HTTP\/1\.1 429 [^]*^Retry-After: 1\r$/m);
  expect(lab.log.lastId('feed')).toBe(PUBLISH_RATE.burst);
});
