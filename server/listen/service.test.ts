import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEED_TOPIC } from '../log/event-log.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../testing/test-lab.ts';

describe('the origins of a lab', () => {
  let lab: TestLab;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());
  afterAll(removeTestDataFolder);

  const isBack = () => lab.record('restart', ({ phase }) => phase === 'up');
  const socketUrl = () => `${lab.addresses.http1.replace('http', 'ws')}/ws?mode=echo`;
  /** Connects as an EventSource does and reads until the stream ends, or until `until` is in it. */
  async function read(lastEventId?: string, until?: string): Promise<string> {
    const abort = new AbortController();
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const response = await fetch(`${lab.addresses.http1}/sse`, { headers, signal: abort.signal });
    const decoder = new TextDecoder();
    let text = '';
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      if (until !== undefined && text.includes(until)) break;
    }
    abort.abort();
    return text;
  }

  it('say goodbye in the words of each protocol, close their ports, and are back', async () => {
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    const goaway = once(session, 'goaway');
    await once(session, 'remoteSettings');
    const ws = new WebSocket(socketUrl());
    const closed = once(ws, 'close');
    await once(ws, 'open');
    const stream = read();
    const longPoll = fetch(`${lab.addresses.http1}/long-poll`);
    await lab.record('chunk', ({ bytes }) => Buffer.from(bytes).includes('GET /long-poll'));
    await lab.record('chunk', ({ bytes }) => Buffer.from(bytes).includes('text/event-stream'));

    await lab.service.restart({ backAfterMs: 50, closeCode: 1012 });
    expect((await goaway)[0]).toBe(0);
    expect((await closed)[0]).toBe(1012);
    expect(await stream).toBe('retry: 300\n\n');
    expect((await longPoll).headers.get('connection')).toBe('close');
    await isBack();
    const records = lab.records();
    const at = (phase: string) =>
      records.findIndex((each) => each.type === 'restart' && each.phase === phase);
    const conns = (type: 'connection-opened' | 'connection-closed', until: string) =>
      records.slice(0, at(until)).flatMap((each) => (each.type === type ? [each.conn] : []));
    expect(conns('connection-closed', 'up').sort()).toEqual(conns('connection-opened', 'down').sort());
    // A connection of its own: fetch may try one that it has not yet seen closed.
    const [response] = (await once(get(`${lab.addresses.http1}/hello`, { agent: false }), 'response')) as [
      IncomingMessage,
    ];
    expect(response.resume().statusCode).toBe(200);
  });

  it('close WebSockets with 1001 by choice', async () => {
    const ws = new WebSocket(socketUrl());
    await once(ws, 'open');
    const closed = once(ws, 'close');
    await lab.service.restart({ backAfterMs: 0, closeCode: 1001 });
    expect((await closed)[0]).toBe(1001);
    await isBack();
  });

  it('reset every connection when they crash, and refuse new ones until they are back', async () => {
    const socket = connect(lab.port('http1'), '127.0.0.1');
    await once(socket, 'connect');
    await lab.record('connection-opened');
    const failed = once(socket, 'error');
    await lab.service.crash({ backAfterMs: 200 });
    expect(((await failed) as [NodeJS.ErrnoException])[0].code).toBe('ECONNRESET');
    const refused = connect(lab.port('http1'), '127.0.0.1');
    expect(((await once(refused, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    expect((await lab.record('connection-closed')).by).toBe('server');
    expect((await lab.record('connection-closed')).how).toBe('reset');
    expect(lab.service.down?.kind).toBe('crash');
    expect(() => lab.service.crash({ backAfterMs: 0 })).toThrow('The origins are down already');
    expect((await fetch(`${lab.app}/api/health`)).status).toBe(200);
    await isBack();
    expect(lab.service.down).toBeUndefined();
  });

  it('lose no event: what was published while they were down is replayed', async () => {
    lab.log.append(FEED_TOPIC, { data: 'before' });
    await lab.service.crash({ backAfterMs: 0 });
    lab.log.append(FEED_TOPIC, { data: 'meanwhile' });
    await isBack();
    lab.log.append(FEED_TOPIC, { data: 'after' });
    const text = await read('1', 'data: after');
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['2', '3']);
  });

  it('can be closed for good while they are down', async () => {
    await lab.service.restart({ backAfterMs: 60_000, closeCode: 1012 });
    await lab.close();
    expect(lab.records().filter(({ type }) => type === 'restart')).toHaveLength(1);
  });
});
