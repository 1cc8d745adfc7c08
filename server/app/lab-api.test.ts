import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { API_RATE } from '../limits.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../testing/test-lab.ts';

describe('/api/lab', () => {
  let lab: TestLab;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());
  afterAll(removeTestDataFolder);

  async function ask(method: string, path: string, content?: string, type = 'application/json') {
    const response = await fetch(`${lab.app}${path}`, {
      method,
      ...(content !== undefined && { body: content, headers: { 'Content-Type': type } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('changes nothing for content that a foreign form could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await ask('PATCH', '/api/lab', '{"replay":false}', type)).status).toBe(415);
    expect(lab.settings.current).toEqual(DEFAULT_LAB_SETTINGS);
  });

  it('answers 429 to whoever asks more often than the rate, and says when to come back', async () => {
    const { host, port } = new URL(lab.app);
    const client = connect(Number(port), '127.0.0.1');
    const head = `GET /api/health HTTP/1.1\r\nHost: ${host}\r\n`;
    client.write(`${head}\r\n`.repeat(API_RATE.burst * 2) + `${head}Connection: close\r\n\r\n`);
    const answers = (await text(client)).split(/(?=HTTP\/1\.1 \d)/);
    expect(answers).toHaveLength(API_RATE.burst * 2 + 1);
    expect(answers[API_RATE.burst - 1]).toMatch(/^HTTP\/1\.1 200 /);
    expect(answers.find((answer) => answer.startsWith('HTTP/1.1 429 '))).toMatch(/^Retry-After: 1\r$/m);
  });

  it('tells switches, origins, state and counts', async () => {
    await (await fetch(`${lab.addresses.http1}/hello`)).text();
    expect((await ask('GET', '/api/lab')).body).toMatchObject({
      state: { phase: 'up' },
      origins: lab.addresses,
      settings: DEFAULT_LAB_SETTINGS,
      counts: { connections: { http1: 1, http2: 0, http1tls: 0 }, timers: { leaky: 0, clean: 0 } },
    });
  });

  it('counts the timers that leak, and forgets them with a restart', async () => {
    for (const path of ['/leaky', '/leaky/clean']) {
      const abort = new AbortController();
      await fetch(lab.addresses.http1 + path, { signal: abort.signal });
      abort.abort();
    }
    await lab.record('connection-closed');
    expect((await ask('GET', '/api/lab')).body).toMatchObject({ counts: { timers: { leaky: 1 } } });
    await lab.service.crash({ backAfterMs: 0 });
    expect((await ask('GET', '/api/lab')).body).toMatchObject({ counts: { timers: { leaky: 0, clean: 0 } } });
  });

  it('changes the switches that are named, and no others', async () => {
    const { status, body } = await ask('PATCH', '/api/lab', '{"tlsVersions":"1.3","maxFrameSize":20000}');
    expect(status).toBe(200);
    const changed = { ...DEFAULT_LAB_SETTINGS, tlsVersions: '1.3', maxFrameSize: 20_000 };
    expect(body).toMatchObject({ settings: changed });
    expect(lab.settings.current).toEqual(changed);
  });

  it.each([
    ['PATCH', '', '{"speed":1}', 400, 'content: speed', 'Known are maxConcurrentStreams'],
    [
      'PATCH',
      '',
      '{"maxFrameSize":5}',
      400,
      'content: maxFrameSize',
      'a whole number from 16384 to 16777215',
    ],
    ['PATCH', '', '{"tlsVersions":"1.1"}', 400, 'content: tlsVersions', '"both", "1.3", "1.2"'],
    ['PATCH', '', '{"replay":"no"}', 400, 'content: replay', 'true or false'],
    ['PATCH', '', '[1]', 400, 'content', '{"replay": false}'],
    ['PATCH', '', 'null', 400, 'content', '{"replay": false}'],
    ['PATCH', '', '', 400, 'content', '{"replay": false}'],
    ['POST', '/restart', '{"closeCode":1000}', 400, 'content: closeCode', '1001 or 1012'],
    ['POST', '/restart', '{"backAfterMs":-1}', 400, 'content: backAfterMs', 'from 0 to 60000'],
    ['POST', '/crash', '{"retryMs":1}', 400, 'content: retryMs', 'Known are backAfterMs'],
  ])(
    'answers %s %s with %s by saying what, where and what to do',
    async (method, path, content, status, where, help) => {
      const answer = await ask(method, `/api/lab${path}`, content);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ where, error: expect.any(String) as string });
      expect(answer.body['help']).toContain(help);
      expect(lab.settings.current).toEqual(DEFAULT_LAB_SETTINGS);
      expect(lab.service.down).toBeUndefined();
    },
  );

  it('takes nothing that a form of a foreign page could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await ask('POST', '/api/lab/crash', '{}', type)).status).toBe(415);
    }
    const foreign = await fetch(`${lab.app}/api/lab`, {
      method: 'PATCH',
      body: '{"replay":false}',
      headers: { 'Content-Type': 'application/json', Origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(lab.settings.current.replay).toBe(true);
  });

  it('restarts and crashes, and says no while the origins are down', async () => {
    const { status, body } = await ask('POST', '/api/lab/restart', '{"backAfterMs":60000}');
    expect([status, body['state']]).toMatchObject([202, { phase: 'down', kind: 'graceful' }]);
    const refused = await ask('POST', '/api/lab/crash', '{}');
    expect([refused.status, refused.body['error']]).toEqual([409, expect.stringContaining('down already')]);
  });
});
