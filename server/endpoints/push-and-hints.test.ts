import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, connectHttp2, open } from './test-client.ts';
import { createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0 });
});
afterEach(() => lab.close());

async function text(stream: ClientHttp2Stream): Promise<string> {
  let content = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) content += chunk.toString('utf8');
  return content;
}

describe('/push', () => {
  it('promises a file before it answers, and sends it on a stream of its own', async () => {
    const session = connectHttp2(lab, { enablePush: true });
    const order: string[] = [];
    const pushed = new Promise<{ path: string; id: number; content: Promise<string> }>((resolve) => {
      session.on('stream', (stream: ClientHttp2Stream, headers: IncomingHttpHeaders) => {
        order.push('promise');
        resolve({ path: String(headers[':path']), id: Number(stream.id), content: text(stream) });
      });
    });
    const request = session.request({ ':path': '/push' });
    request.on('response', () => order.push('response'));
    expect(JSON.parse(await text(request))).toEqual({ pushed: true, path: '/assets/pushed.txt' });
    const { path, id, content } = await pushed;
    expect([path, id % 2, order]).toEqual(['/assets/pushed.txt', 0, ['promise', 'response']]);
    expect(await content).toContain('PUSH_PROMISE');
    session.close();
  });

  it('pushes nothing to a client that sent ENABLE_PUSH=0, and says so', async () => {
    const session = connectHttp2(lab, { enablePush: false });
    session.on('stream', () => expect.unreachable());
    const answer = JSON.parse(await text(session.request({ ':path': '/push' }))) as unknown;
    expect(answer).toEqual({
      pushed: false,
      why: 'The client sent SETTINGS_ENABLE_PUSH=0 (RFC 9113 §6.5.2).',
    });
    session.close();
  });
});

describe('/early-hints', () => {
  const LINK =
    /^<\/assets\/early-hints\.css\?visit=[\w-]+>; rel=preload; as=style, <\/assets\/early-hints\.js/;

  it('sends a 103 with links over HTTP/2, and the page after its delay', async () => {
    const session = connectHttp2(lab);
    const stream = session.request({ ':path': '/early-hints?wait=50&delay=600' });
    await lab.clock.waiting(2);
    lab.clock.advance(50);
    const [interim] = (await once(stream, 'headers')) as [IncomingHttpHeaders];
    expect([interim[':status'], interim.link]).toEqual([103, expect.stringMatching(LINK)]);
    const response = once(stream, 'response');
    lab.clock.advance(550);
    expect((await response)[0]).toMatchObject({ ':status': 200, 'content-type': 'text/html; charset=utf-8' });
    // The page asks for exactly what was hinted, or the browser would load it twice.
    const page = await text(stream);
    for (const [, path] of String(interim.link).matchAll(/<([^>]+)>/g)) expect(page).toContain(`"${path}"`);
    session.close();
  });

  it('hints as many links as the query says, the third an origin to connect to', async () => {
    const links = async (count: number): Promise<string[]> => {
      const session = connectHttp2(lab);
      const stream = session.request({ ':path': `/early-hints?wait=0&links=${count}` });
      await lab.clock.waiting(2);
      lab.clock.advance(0);
      const [interim] = (await once(stream, 'headers')) as [IncomingHttpHeaders];
      session.destroy();
      return String(interim.link).split(', ');
    };
    expect(await links(1)).toHaveLength(1);
    expect((await links(3))[2]).toBe(`<${lab.origins.http1tls}>; rel=preconnect`);
    expect((await ask(lab, 'http2', '/early-hints?links=4')).status).toBe(400);
  });

  it('sends a 103 over HTTP/1.1 too, and the page says which browsers act on it there', async () => {
    const request = httpRequest(`${lab.origins.http1}/early-hints`, { agent: false });
    request.end();
    await lab.clock.waiting(2);
    lab.clock.advance(50);
    const [interim] = (await once(request, 'information')) as [
      { statusCode: number; headers: IncomingHttpHeaders },
    ];
    expect([interim.statusCode, interim.headers.link]).toEqual([103, expect.stringMatching(LINK)]);
    lab.clock.advance(550);
    const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
    let page = '';
    for await (const chunk of response) page += chunk.toString('utf8');
    expect(page).toContain('It came over HTTP/1.1, where Firefox acts on a 103 and Chromium does not.');
  });

  it('sends no 103 when the switch or the query says so', async () => {
    const hinted = async (query: string): Promise<boolean> => {
      const session = connectHttp2(lab);
      const stream = session.request({ ':path': `/early-hints?delay=0&${query}` });
      let seen = false;
      stream.on('headers', () => (seen = true));
      const response = once(stream, 'response');
      await lab.clock.waiting(1);
      lab.clock.advance(0);
      await response;
      await lab.clock.waiting(0);
      session.destroy();
      return seen;
    };
    expect(await hinted('')).toBe(true);
    expect(await hinted('hints=off')).toBe(false);
    lab.settings.change({ earlyHints: false });
    expect(await hinted('')).toBe(false);
    expect(await hinted('hints=on')).toBe(true);
    expect((await ask(lab, 'http2', '/early-hints?hints=maybe')).status).toBe(400);
    expect((await ask(lab, 'http2', '/early-hints?delay=30001')).status).toBe(400);
  });

  it('lets the page know how long after itself each hinted file was asked for', async () => {
    const session = connectHttp2(lab);
    const stream = session.request({ ':path': '/early-hints?wait=20' });
    await lab.clock.waiting(2);
    lab.clock.advance(20);
    const [interim] = (await once(stream, 'headers')) as [IncomingHttpHeaders];
    session.destroy();
    lab.clock.advance(10);
    const [, path = ''] = /<([^>]+)>/.exec(String(interim.link)) ?? [];
    expect((await ask(lab, 'http2', path)).headers['server-timing']).toBe('asked;dur=30');
    expect((await ask(lab, 'http2', '/assets/early-hints.css')).headers).not.toHaveProperty('server-timing');
  });

  it('waits no longer when the client goes away', async () => {
    const gone = open(lab, 'http1', '/early-hints').catch((error: unknown) => error);
    await lab.clock.waiting(2);
    lab.cutAll();
    await gone;
    await lab.clock.waiting(0);
  });

  it('keeps the report of a page and gives it to who asks for its operation', async () => {
    const headers = { 'content-type': 'application/json' };
    const post = (op: string, body: string) =>
      ask(lab, 'http2', `/early-hints/report?op=${op}`, { method: 'POST', headers, body });
    const get = (query: string) => ask(lab, 'http1', `/early-hints/report${query}`);
    expect((await get('?op=5')).status).toBe(404);
    expect((await post('5', '{"resources":[]}')).status).toBe(201);
    expect((await post('6', '{"resources":[1]}')).status).toBe(201);
    expect((await post('6', 'x'.repeat(70_000))).status).toBe(413);
    expect((await get('?op=5')).body).toBe('{"resources":[]}');
    expect((await get('')).body).toBe('{"resources":[1]}');
  });
});
