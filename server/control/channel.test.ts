import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { decodeRecords } from '../../contract/codec.ts';
import type { ControlMessage } from '../../contract/control.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import { createHttp2Decoder } from '../../wire/http2/decoder.ts';
import { parseSettings } from '../../wire/http2/payload.ts';
import { CONTROL_RATE } from '../limits.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../testing/test-lab.ts';

/** A page's end of the channel. */
class Page {
  readonly messages: ControlMessage[] = [];
  readonly records: CaptureRecord[] = [];
  readonly socket: WebSocket;
  #wake = (): void => {};
  #lastId = 0;

  constructor(lab: TestLab, options: ClientOptions = {}) {
    this.socket = new WebSocket(`${lab.app.replace('http', 'ws')}/control`, { origin: lab.app, ...options });
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.records.push(...decodeRecords(new Uint8Array(data as Buffer)));
      else this.messages.push(JSON.parse((data as Buffer).toString()) as ControlMessage);
      this.#wake();
    });
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async message<T extends ControlMessage['type']>(type: T): Promise<Extract<ControlMessage, { type: T }>> {
    const find = () => this.messages.find((message) => message.type === type);
    await this.until(() => find() !== undefined);
    return find() as Extract<ControlMessage, { type: T }>;
  }

  async ask(request: Record<string, unknown>): Promise<Extract<ControlMessage, { type: 'answer' }>> {
    const id = ++this.#lastId;
    return this.say(JSON.stringify({ ...request, id }), id);
  }

  async say(text: string, id: number): Promise<Extract<ControlMessage, { type: 'answer' }>> {
    this.socket.send(text);
    const find = () => this.messages.find((message) => message.type === 'answer' && message.id === id);
    await this.until(() => find() !== undefined);
    return find() as Extract<ControlMessage, { type: 'answer' }>;
  }
}

describe('the control channel', () => {
  let lab: TestLab;
  let page: Page;
  beforeEach(async () => {
    lab = await startTestLab();
    page = new Page(lab);
    await page.message('hello');
  });
  afterEach(async () => {
    page.socket.terminate();
    await lab.close();
  });
  afterAll(removeTestDataFolder);

  it('greets, replays what is kept, and goes on live without a gap', async () => {
    await (await fetch(`${lab.addresses.http1}/hello`)).text();
    const late = new Page(lab);
    expect(await late.message('hello')).toMatchObject({
      origins: lab.addresses,
      settings: lab.settings.current,
    });
    expect(late.messages[0]?.type).toBe('hello');
    await (await fetch(`${lab.addresses.http1}/hello`)).text();
    await late.until(() => late.records.filter(({ type }) => type === 'chunk').length >= 4);
    lab.recorder.flush();
    await page.until(() => page.records.length === late.records.length);
    expect(late.records).toEqual(page.records);
    late.socket.terminate();
  });

  it.each([
    ['an address', { host: 'example.org', port: 80 }],
    ['a path of another host', { path: '@example.org/' }],
    ['the origin of the application', { origin: 'app' }],
    ['a server leg, whose server is not the lab’s', { origin: 'upstream-server' }],
    ['an upstream that was not named', { origin: 'upstream' }],
    ['bytes that are no hex', { raw: { carrier: 'tcp', hex: '0' } }],
    ['more bytes than its bound', { raw: { carrier: 'tcp', hex: '00'.repeat(65_537) } }],
  ])('sends no raw bytes to %s', async (_what, wrong) => {
    const request = { type: 'node-raw', op: 1, origin: 'http1', raw: { carrier: 'tcp', hex: '00' } };
    expect(await page.ask({ ...request, ...wrong })).toMatchObject({
      ok: false,
      error: expect.any(String) as unknown,
    });
    await page.ask({ type: 'clock', pageMs: 0 });
    expect(page.records.filter(({ type }) => type === 'operation')).toEqual([]);
  });

  it('sends raw bytes to an origin, and records them', async () => {
    const hex = Buffer.from('HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').toString('hex');
    const raw = { carrier: 'tcp', hex };
    expect(await page.ask({ type: 'node-raw', op: 1, origin: 'http1', raw })).toMatchObject({ ok: true });
    await lab.record('operation', ({ event }) => event === 'closed');
    expect(lab.bytes(1, 'client-to-server').toString('hex')).toBe(hex);
    expect(lab.records().filter(({ type }) => type === 'operation')).toMatchObject([
      { event: 'issued', raw: true },
      { event: 'opened' },
      { event: 'sent' },
      { event: 'message' },
      { event: 'closed', detail: 'the other end closed' },
    ]);
  });

  it('opens an HTTP/2 connection with settings of its own, which its first SETTINGS frame says', async () => {
    const http2 = {
      headerTableSize: 1_024,
      enablePush: true,
      initialWindowSize: 100_000,
      maxFrameSize: 32_768,
    };
    const open = { type: 'node-open', op: 1, transport: 'fetch', path: '/hello?op=1', http2 };
    expect(await page.ask({ ...open, origin: 'http1' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('http2 only') as unknown,
    });
    expect(await page.ask({ ...open, origin: 'http2' })).toMatchObject({ ok: true });
    await lab.record('operation', ({ event }) => event === 'closed');
    const frames = createHttp2Decoder({ sender: 'client' }).push(lab.bytes(1, 'client-to-server'));
    const first = frames.find(({ type }) => type === 'SETTINGS');
    expect(
      first && Object.fromEntries(parseSettings(first.payload).map(({ name, value }) => [name, value])),
    ).toEqual({
      HEADER_TABLE_SIZE: 1_024,
      ENABLE_PUSH: 1,
      INITIAL_WINDOW_SIZE: 100_000,
      MAX_FRAME_SIZE: 32_768,
    });
  });

  it('tells its time', async () => {
    const { ok, value } = await page.ask({ type: 'clock', pageMs: 1 });
    expect([ok, typeof value]).toEqual([true, 'number']);
  });

  it('says where a message is wrong', async () => {
    const tooLong = await page.ask({ type: 'apply-fault', conn: 1, fault: { type: 'delay', delayMs: -5 } });
    expect(tooLong.ok).toBe(false);
    expect(tooLong.error).toMatch(/^request\.fault\.delayMs: /);
    expect((await page.ask({ type: 'change-settings', settings: { heartbeatMs: 'often' } })).error).toMatch(
      /^request\.settings\.heartbeatMs: /,
    );
    expect((await page.ask({ type: 'explode' })).ok).toBe(false);
    expect((await page.say('not JSON', 0)).error).toBe('The message is not JSON.');
  });

  it('refuses a page that asks more often than the rate, and goes on answering others', async () => {
    for (let id = 1; id <= CONTROL_RATE.burst * 2; id++)
      page.socket.send(`{"type":"clock","pageMs":0,"id":${id}}`);
    const refused = () => page.messages.find((message) => message.type === 'answer' && !message.ok);
    await page.until(() => refused() !== undefined);
    expect(refused()).toMatchObject({ error: expect.stringMatching(/try again in 1 s\.$/) as string });
    const other = new Page(lab);
    await other.message('hello');
    expect((await other.ask({ type: 'clock', pageMs: 0 })).ok).toBe(true);
    other.socket.terminate();
  });

  it('puts a fault on a connection, and says so when there is none', async () => {
    expect(await page.ask({ type: 'apply-fault', conn: 9, fault: { type: 'cut' } })).toMatchObject({
      ok: false,
      error: 'There is no connection 9.',
    });
    const response = await fetch(`${lab.addresses.http1}/sse`);
    expect((await page.ask({ type: 'apply-fault', conn: 1, fault: { type: 'cut' } })).ok).toBe(true);
    await expect(response.text()).rejects.toThrow();
    await lab.record('connection-closed', ({ conn }) => conn === 1);
    expect(await page.ask({ type: 'apply-fault', conn: 1, fault: { type: 'cut' } })).toMatchObject({
      error: 'Connection 1 is closed already.',
    });
    expect((await page.ask({ type: 'remove-fault', conn: 1, fault: 'freeze' })).ok).toBe(false);
  });

  it('puts a fault on an origin, lists it, keeps it over a clear, and takes it off', async () => {
    const freeze = { type: 'freeze', direction: 'server-to-client' } as const;
    expect((await page.ask({ type: 'apply-origin-fault', origin: 'http2', fault: freeze })).ok).toBe(true);
    expect((await page.ask({ type: 'list-faults' })).faults).toEqual([{ origin: 'http2', fault: freeze }]);
    await page.ask({ type: 'clear' });
    expect(await lab.record('fault')).toMatchObject({ origin: 'http2', fault: freeze, active: true });
    const off = { type: 'remove-origin-fault', origin: 'http2', fault: 'freeze' };
    expect((await page.ask(off)).ok).toBe(true);
    expect((await page.ask(off)).error).toBe('There is no freeze on the origin http2.');
    expect((await page.ask({ type: 'list-faults' })).faults).toEqual([]);
  });

  it('changes settings for all, and announces MAX_CONCURRENT_STREAMS on open HTTP/2 connections', async () => {
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    await once(session, 'remoteSettings');
    expect(session.remoteSettings).toMatchObject({ maxConcurrentStreams: 100, enableConnectProtocol: true });
    const changed = once(session, 'remoteSettings');
    await page.ask({ type: 'change-settings', settings: { maxConcurrentStreams: 4 } });
    await changed;
    expect(session.remoteSettings).toMatchObject({ maxConcurrentStreams: 4, enableConnectProtocol: true });
    session.destroy();
    const next = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    await once(next, 'remoteSettings');
    expect(next.remoteSettings).toMatchObject({ maxConcurrentStreams: 4, enableConnectProtocol: true });
    next.destroy();
    await page.until(() => page.records.some(({ type }) => type === 'settings'));
    expect(page.records.find((record) => record.type === 'settings')?.settings.maxConcurrentStreams).toBe(4);
  });

  it('gives each page operation numbers of its own', async () => {
    const other = new Page(lab);
    await other.message('hello');
    const first = (await page.ask({ type: 'reserve-operations', count: 9 })).value;
    const second = (await other.ask({ type: 'reserve-operations', count: 1 })).value;
    expect([first, second]).toEqual([1, 10]);
    other.socket.terminate();
  });

  it("records a page's account of its operations, at a time that has been", async () => {
    const events = [
      { t: -3, op: 1, event: 'issued', client: 'browser', transport: 'sse' },
      { t: 1e12, op: 1, event: 'closed', client: 'browser' },
    ];
    await page.ask({ type: 'report-operations', clockErrorMs: 0.5, events });
    const [issued, closed] = lab.records().filter((record) => record.type === 'operation');
    expect(issued).toMatchObject({ t: 0, op: 1, event: 'issued', clockErrorMs: 0.5 });
    expect(closed?.t).toBeLessThan(1e6);
  });

  it('begins a new recording for everybody on clear', async () => {
    const hello = await page.message('hello');
    await (await fetch(`${lab.addresses.http1}/hello`, { headers: { Connection: 'close' } })).text();
    await lab.record('connection-closed');
    const other = new Page(lab);
    await other.until(() => other.records.some(({ type }) => type === 'connection-closed'));
    await page.ask({ type: 'clear' });
    for (const one of [page, other]) {
      expect((await one.message('recording')).recording).not.toBe(hello.recording);
      await one.until(() => one.records.filter(({ type }) => type === 'lab').length === 2);
    }
    expect(lab.records().map(({ type }) => type)).toEqual(['lab', 'cleared']);
    other.socket.terminate();
  });

  it('refuses a page of another origin, and a foreign Host, with 403', async () => {
    const attempts: ClientOptions[] = [
      { origin: 'http://evil.example' },
      { origin: lab.addresses.http1 },
      { headers: { Host: 'evil.example' } },
    ];
    for (const attempt of attempts) {
      const { socket } = new Page(lab, attempt);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toBe('Unexpected server response: 403');
    }
  });

  it('runs an operation in the Node client and records its account', async () => {
    await page.ask({ type: 'node-open', op: 5, transport: 'fetch', origin: 'http2', path: '/hello?op=5' });
    const closed = await lab.record('operation', ({ event }) => event === 'closed');
    expect(closed).toMatchObject({ op: 5, client: 'node' });
    expect(
      await page.ask({ type: 'node-open', op: 6, transport: 'fetch', origin: 'http1', path: 'hello' }),
    ).toMatchObject({ ok: false });
  });

  it('is closed with 1001 when the lab ends', async () => {
    const closed = once(page.socket, 'close');
    await lab.close();
    expect((await closed)[0]).toBe(1001);
  });
});
