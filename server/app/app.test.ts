import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRecording } from '../../contract/recording-file.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../testing/test-lab.ts';
import { VERSION } from '../version.ts';
import { CLIENT_ORIGIN_IDS } from '../../contract/origin.ts';
import { allowedNames, shownHost } from './addresses.ts';
import { createStaticPage } from './static.ts';

describe('the application', () => {
  let lab: TestLab;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wire101-page-'));
    await mkdir(path.join(folder, 'assets'));
    await writeFile(path.join(folder, 'index.html'), `<!doctype html>${'<p>Wire 101</p>'.repeat(50)}`);
    await writeFile(path.join(folder, 'assets', 'app-Bx3kP0aQ.js'), 'export {};');
    lab = await startTestLab({ page: (headers) => createStaticPage(folder, headers) });
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
    await removeTestDataFolder();
  });

  /** As fetch, but with headers that fetch does not let one set. */
  async function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
    const { port } = new URL(lab.app);
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: target, method, headers }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
      })
        .on('error', reject)
        .end();
    });
  }

  it('answers /api/health with status, version and the three origins, and nothing else', async () => {
    const response = await fetch(`${lab.app}/api/health`);
    expect(await response.json()).toEqual({ status: 'ok', version: VERSION, origins: lab.addresses });
    expect(lab.addresses.http1).toMatch(/^http:\/\/localhost:\d+$/);
    expect(lab.addresses.http2).toMatch(/^https:\/\/localhost:\d+$/);
  });

  it('serves the page with its policy, and compressed where that is accepted', async () => {
    const response = await fetch(lab.app);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('Wire 101');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    for (const id of CLIENT_ORIGIN_IDS) {
      const origin = lab.addresses[id];
      if (origin === undefined) continue;
      expect(policy).toContain(` ${origin}`);
      expect(policy).toContain(` ${origin.replace('http', 'ws')}`);
    }
    const again = await fetch(lab.app, { headers: { 'If-None-Match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('lets browsers keep assets with a hash in their name', async () => {
    const response = await fetch(`${lab.app}/assets/app-Bx3kP0aQ.js`);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('gives the recording as a file', async () => {
    await (await fetch(`${lab.addresses.http1}/hello`)).text();
    const response = await fetch(`${lab.app}/api/recording`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="wire101-[\d-T]+\.w101"$/,
    );
    const { records, error } = decodeRecording(new Uint8Array(await response.arrayBuffer()));
    expect(error).toBeUndefined();
    expect(records[0]).toMatchObject({ type: 'lab', origins: lab.addresses });
    expect(records.some(({ type }) => type === 'chunk')).toBe(true);
  });

  it('gives the certificate of its CA', async () => {
    expect(await (await fetch(`${lab.app}/api/ca.pem`)).text()).toBe(lab.ca);
  });

  it('answers an unknown path with 404 and a list of what there is', async () => {
    for (const target of ['/nothing', '/../package.json', '/%2e%2e/package.json', '//']) {
      const { status, body } = await ask(target, { Host: new URL(lab.app).host });
      expect(status).toBe(404);
      expect(JSON.parse(body)).toHaveProperty('available');
    }
  });

  it('answers a method that a route does not know with 405', async () => {
    const { status } = await ask('/api/health', { Host: new URL(lab.app).host }, 'DELETE');
    expect(status).toBe(405);
  });

  it('refuses a foreign Host, as DNS rebinding would bring it', async () => {
    for (const target of ['/', '/api/health', '/api/recording']) {
      expect((await ask(target, { Host: `evil.example:${new URL(lab.app).port}` })).status).toBe(403);
    }
  });

  it('refuses a foreign page, with or without an Origin', async () => {
    const { host } = new URL(lab.app);
    for (const foreign of ['http://evil.example', 'null', lab.addresses.http1]) {
      expect((await ask('/api/recording', { Host: host, Origin: foreign })).status).toBe(403);
    }
    const image = { Host: host, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
    expect((await ask('/api/recording', image)).status).toBe(403);
    const link = { Host: host, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    expect((await ask('/', link)).status).toBe(200);
  });

  it('answers under each name of loopback', async () => {
    const { port } = new URL(lab.app);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const own = { Host: `${name}:${port}`, Origin: `http://${name}:${port}` };
      expect((await ask('/api/health', own)).status).toBe(200);
    }
  });

  it('shows localhost unless it listens on one other address only', () => {
    expect([undefined, '127.0.0.1', '0.0.0.0', '::'].map(shownHost)).toEqual(Array(4).fill('localhost'));
    expect(shownHost('192.168.1.7')).toBe('192.168.1.7');
    expect(shownHost('fd00::7')).toBe('[fd00::7]');
    expect(allowedNames('192.168.1.7')).toEqual(['localhost', '127.0.0.1', '[::1]', '192.168.1.7']);
    expect(allowedNames('0.0.0.0').length).toBeGreaterThan(3);
  });
});
