import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { findProgram } from '../setup/browser.ts';
import { Page } from '../support/control-page.ts';
import { startTestLab, type TestLab } from '../support/test-lab.ts';

const run = promisify(execFile);
const MOST = 150;
/** The control channel is alive when it answers within this, also on a busy machine. */
const ALIVE_MS = 3_000;

let lab: TestLab;
let page: Page;
beforeAll(async () => {
  lab = await startTestLab({ maxConnections: MOST });
  page = new Page(lab.lab.app);
  await page.opened();
});
afterAll(async () => {
  await page.close();
  await lab.close();
});

async function answerMs(): Promise<number> {
  const start = performance.now();
  expect((await page.ask({ type: 'clock', pageMs: 0 })).ok).toBe(true);
  return performance.now() - start;
}

/** The status that an upgrade to WebSocket is answered with. */
function upgradeStatus(
  address: string,
  options: { origin?: string; headers?: Record<string, string> },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, options);
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('The WebSocket opened.'));
    });
  });
}

const curl = await findProgram('curl');

describe('a foreign page', () => {
  const paths = ['/', '/api/health', '/api/lab', '/api/recording', '/control'];

  test.skipIf(curl === undefined)(
    'that rebound its name to this address gets 403 everywhere (curl)',
    async () => {
      const { port } = new URL(lab.lab.app);
      for (const path of paths) {
        const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Host: rebound.example:${port}`];
        expect((await run('curl', [...args, `${lab.lab.app}${path}`])).stdout).toBe('403');
      }
    },
  );

  test('cannot open the control channel, whatever it says it is', async () => {
    const control = `${lab.lab.app.replace('http', 'ws')}/control`;
    for (const origin of [
      'http://evil.example',
      'null',
      lab.lab.addresses.http1,
      'http://localhost',
      'file://',
    ]) {
      expect(await upgradeStatus(control, { origin })).toBe(403);
    }
    const host = `rebound.example:${new URL(lab.lab.app).port}`;
    expect(await upgradeStatus(control, { headers: { host } })).toBe(403);
  });

  test('cannot change anything by a request that needs no preflight', async () => {
    const before = { ...lab.lab.settings.current };
    for (const path of ['/api/lab', '/api/recording', '/api/lab/restart', '/control']) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const response = await fetch(`${lab.lab.app}${path}`, {
          method: 'POST',
          headers: { 'Content-Type': type, Origin: 'http://evil.example' },
          body: '{"replay":false}',
        });
        expect(response.status).toBe(403);
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
    expect(lab.lab.settings.current).toEqual(before);
  });

  test('gets no script of its own into the page', async () => {
    const policy = (await fetch(lab.lab.app)).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'; script-src 'self';/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe('a client that asks for too much', () => {
  test('by half-open header sections fills its origin, is told so, and leaves the control channel alone', async () => {
    const { port } = new URL(lab.lab.addresses.http1);
    const sockets: Socket[] = [];
    for (let n = 0; n < MOST; n++) {
      const socket = connect({ port: Number(port), host: '127.0.0.1' });
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write('GET /hello HTTP/1.1\r\nHost: lab\r\nX-Slow: ');
      sockets.push(socket);
    }
    await lab.until('all are accepted', ({ connections }) => connections.size >= MOST);
    for (const socket of sockets) socket.write('a');
    expect(await answerMs()).toBeLessThan(ALIVE_MS);

    const oneMore = connect({ port: Number(port), host: '127.0.0.1' });
    expect(await text(oneMore)).toMatch(/^HTTP\/1\.1 503 [^]*Close some and try again/);
    expect((await fetch(`${lab.lab.app}/api/health`)).status).toBe(200);

    for (const socket of sockets) socket.destroy();
    await lab.until('all are gone', ({ connections }) =>
      [...connections.values()].every(({ state }) => state === 'closed'),
    );
    expect((await fetch(`${lab.lab.addresses.http1}/hello`)).status).toBe(200);
  });

  test('by resetting each of 4,000 streams at once (rapid reset) leaves the control channel alone', async () => {
    const session = connectHttp2(lab.lab.addresses.http2, { ca: lab.lab.ca });
    session.on('error', () => {});
    await once(session, 'connect');
    let asked = 0;
    let slowestMs = 0;
    while (asked < 4_000 && !session.closed && !session.destroyed) {
      for (let n = 0; n < 200 && !session.closed && !session.destroyed; n++) {
        const stream = session.request({ ':path': '/sse' });
        stream.on('error', () => {});
        stream.close(constants.NGHTTP2_CANCEL);
        asked += 1;
      }
      slowestMs = Math.max(slowestMs, await answerMs());
    }
    expect(asked).toBeGreaterThanOrEqual(200);
    expect(slowestMs).toBeLessThan(ALIVE_MS);
    session.destroy();
    const next = connectHttp2(lab.lab.addresses.http2, { ca: lab.lab.ca });
    const hello = next.request({ ':path': '/hello' });
    expect(await text(hello)).toContain('Wire 101');
    next.destroy();
  });

  test('by a header section over 16 KiB gets 431, by a message over 16 MiB close code 1009', async () => {
    const long = { 'X-Long': 'a'.repeat(17 * 1024) };
    expect((await fetch(`${lab.lab.app}/api/health`, { headers: long })).status).toBe(431);
    expect((await fetch(`${lab.lab.addresses.http1}/hello`, { headers: long })).status).toBe(431);
    const socket = new WebSocket(`${lab.lab.app.replace('http', 'ws')}/control`);
    socket.on('error', () => {});
    await once(socket, 'open');
    socket.send('x'.repeat(16 * 1024 * 1024 + 1));
    expect(((await once(socket, 'close')) as [number])[0]).toBe(1009);
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ data: 'x'.repeat(1024 * 1024) });
    expect(
      (await fetch(`${lab.lab.addresses.http1}/publish`, { method: 'POST', headers, body })).status,
    ).toBe(413);
  });
});
