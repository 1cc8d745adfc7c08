import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_EVENTS } from '../log/event-log.ts';
import { WebSocket } from 'ws';
import { connectHttp2, open } from './test-client.ts';
import { createTestLab, type TestLab } from './test-lab.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 1_000 });
});
afterEach(() => lab.close());

/** A WebSocket over HTTP/1.1, with its messages in the order they came. */
async function connect(origin: 'http1' | 'http1tls', path: string) {
  const ws = new WebSocket(lab.origins[origin].replace(/^http/, 'ws') + path, { ca: lab.ca });
  const messages: { data: string; isBinary: boolean }[] = [];
  const waiting = new Set<() => void>();
  ws.on('message', (data: Buffer, isBinary) => {
    messages.push({ data: data.toString('latin1'), isBinary });
    for (const check of waiting) check();
  });
  await once(ws, 'open');
  const received = (count: number): Promise<typeof messages> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (messages.length >= count) resolve(messages);
      };
      waiting.add(check);
      check();
    });
  return { ws, received };
}

describe.each(['http1', 'http1tls'] as const)('/ws over the origin %s', (origin) => {
  it('echoes text as text and binary as binary, and sends the feed', async () => {
    const { ws, received } = await connect(origin, '/ws');
    ws.send('hello');
    ws.send(Buffer.from([0, 255]));
    await received(2);
    lab.feed('one');
    lab.log.append('feed', { data: 'two', event: 'named' });
    expect(await received(4)).toEqual([
      { data: 'hello', isBinary: false },
      { data: '\x00\xff', isBinary: true },
      { data: '{"id":1,"data":"one"}', isBinary: false },
      { data: '{"id":2,"event":"named","data":"two"}', isBinary: false },
    ]);
    ws.terminate();
  });

  it('does only one of the two when it is told so', async () => {
    const echo = await connect(origin, '/ws?mode=echo');
    const feed = await connect(origin, '/ws?mode=feed');
    await lab.subscribed(1);
    feed.ws.send('not echoed');
    lab.feed('one');
    echo.ws.send('after the event');
    expect((await echo.received(1))[0]?.data).toBe('after the event');
    expect((await feed.received(1))[0]?.data).toBe('{"id":1,"data":"one"}');
    feed.ws.close();
    await once(feed.ws, 'close');
    expect(await feed.received(0)).toHaveLength(1);
    echo.ws.terminate();
  });

  it('goes on after the event that ?after= names', async () => {
    lab.feed('one', 'two', 'three');
    const { ws, received } = await connect(origin, '/ws?after=1');
    expect((await received(2)).map(({ data }) => JSON.parse(data) as unknown)).toEqual([
      { id: 2, data: 'two' },
      { id: 3, data: 'three' },
    ]);
    ws.terminate();
  });

  it('tells which events after the one it goes on from are gone', async () => {
    for (let n = 0; n < MAX_EVENTS + 4; n++) lab.feed('x');
    const { ws, received } = await connect(origin, '/ws?mode=feed&after=1');
    expect((await received(2)).slice(0, 2).map(({ data }) => JSON.parse(data) as unknown)).toEqual([
      { event: 'gap', data: '{"from":2,"to":4}' },
      { id: 5, data: 'x' },
    ]);
    ws.terminate();
  });

  it('pings as often as the heartbeat switch says, and leaves nothing behind when the client goes away', async () => {
    const { ws } = await connect(origin, '/ws');
    await lab.subscribed(1);
    const ping = once(ws, 'ping');
    lab.clock.advance(1_000);
    await ping;
    ws.terminate();
    await lab.subscribed(0);
    expect([lab.clock.pending, lab.settings.listeners]).toEqual([0, 0]);
  });

  it('says 1001 when the lab shuts down', async () => {
    const { ws } = await connect(origin, '/ws');
    const closed = once(ws, 'close');
    await lab.endpoints.close();
    const [code, reason] = (await closed) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1001, 'The lab is shutting down.']);
  });

  it('closes with the code of the rule that a client breaks', async () => {
    const { ws } = await connect(origin, '/ws');
    ws.send(Buffer.alloc(1_100_000));
    expect((await once(ws, 'close'))[0]).toBe(1009);
  });

  it('echoes more than the buffers hold, without losing any of it', async () => {
    const { ws, received } = await connect(origin, '/ws?mode=echo');
    const message = Buffer.alloc(500_000, 7);
    for (let n = 0; n < 20; n += 1) ws.send(message);
    const echoes = await received(20);
    expect(echoes.every(({ data }) => data.length === message.length)).toBe(true);
    ws.terminate();
  });
});

describe('an opening handshake over HTTP/1.1', () => {
  const GOOD = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };

  function handshake(headers: Record<string, string | undefined>, path = '/ws') {
    const given = Object.fromEntries(
      Object.entries({ ...GOOD, ...headers }).filter(([, value]) => value !== undefined),
    );
    const request = httpRequest(lab.origins.http1 + path, {
      headers: given,
      agent: false,
    });
    return new Promise<IncomingMessage & { text: string }>((resolve, reject) => {
      request.on('error', reject);
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(Object.assign(response, { text: '' }));
      });
      request.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => resolve(Object.assign(response, { text })));
      });
      request.end();
    });
  }

  it('that is right is answered with the accept key of RFC 6455 §1.3', async () => {
    const { statusCode, headers } = await handshake({});
    expect([statusCode, headers['sec-websocket-accept']]).toEqual([101, 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']);
  });

  it('selects no subprotocol, whatever is offered', async () => {
    const { statusCode, headers } = await handshake({ 'sec-websocket-protocol': 'chat, superchat' });
    expect(statusCode).toBe(101);
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
  });

  it('of another version gets 426 and the version the server speaks', async () => {
    const { statusCode, headers } = await handshake({ 'sec-websocket-version': '8' });
    expect(statusCode).toBe(426);
    expect(headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-version': '13' });
  });

  it('without what RFC 6455 §4.2.1 asks for gets 400, with the field that is wrong', async () => {
    const where = async (headers: Record<string, string | undefined>): Promise<unknown> => {
      const { statusCode, text } = await handshake(headers);
      return [statusCode, (JSON.parse(text) as { where: string }).where];
    };
    expect(await where({ 'sec-websocket-version': undefined })).toEqual([
      400,
      'header field Sec-WebSocket-Version',
    ]);
    expect(await where({ 'sec-websocket-key': undefined })).toEqual([400, 'header field Sec-WebSocket-Key']);
    expect(await where({ 'sec-websocket-key': 'c2hvcnQ=' })).toEqual([400, 'header field Sec-WebSocket-Key']);
    expect(await where({ connection: 'keep-alive' })).toEqual([400, 'header field Connection']);
  });

  it('that asks for no upgrade, or another one, gets 426', async () => {
    for (const upgrade of [undefined, 'h2c']) {
      const { statusCode, headers } = await handshake({ upgrade });
      expect([upgrade, statusCode, headers.upgrade]).toEqual([upgrade, 426, 'websocket']);
    }
  });

  it('with a bad query gets 400', async () => {
    expect((await handshake({}, '/ws?mode=shout')).statusCode).toBe(400);
    expect((await handshake({}, '/ws?after=x')).statusCode).toBe(400);
  });

  it('to another path is answered as if it did not ask', async () => {
    const hello = await handshake({}, '/hello');
    expect([hello.statusCode, JSON.parse(hello.text)]).toEqual([
      200,
      expect.objectContaining({ hello: 'Wire 101' }),
    ]);
    expect((await handshake({ upgrade: 'h2c' }, '/nowhere')).statusCode).toBe(404);
  });

  it('leaves nothing behind when an event stream was asked for that way and its client goes away', async () => {
    const socket = connectTcp(Number(new URL(lab.origins.http1).port), '127.0.0.1');
    socket.write('GET /sse HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    socket.resume();
    await lab.subscribed(1);
    socket.end('what nobody reads');
    await lab.subscribed(0);
    expect(lab.clock.pending).toBe(0);
  });

  it('with content is refused, since its content cannot be read', async () => {
    const socket = connectTcp(Number(new URL(lab.origins.http1).port), '127.0.0.1');
    socket.write(
      'POST /publish HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}',
    );
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await once(socket, 'end');
    socket.destroy();
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('/ws over HTTP/2 (RFC 8441)', () => {
  const CONNECT = {
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':path': '/ws',
    'sec-websocket-version': '13',
  };

  async function extendedConnect(headers: Record<string, string | undefined> = {}) {
    const session = connectHttp2(lab);
    await once(session, 'remoteSettings');
    expect(session.remoteSettings.enableConnectProtocol).toBe(true);
    const given = Object.fromEntries(
      Object.entries({ ...CONNECT, ...headers }).filter(([, v]) => v !== undefined),
    );
    const stream = session.request(given, { endStream: false });
    const [response] = (await once(stream, 'response')) as [Record<string, string | number>];
    return { session, stream, response };
  }

  it('opens with 200, and carries masked frames one way and plain ones the other', async () => {
    const { session, stream, response } = await extendedConnect();
    expect(response[':status']).toBe(200);
    expect(response).not.toHaveProperty('sec-websocket-accept');
    // "Hello", masked: the example of RFC 6455 §5.7, and its answer without a mask.
    stream.write(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
    const [echo] = (await once(stream, 'data')) as [Buffer];
    expect(echo.toString('hex')).toBe('810548656c6c6f');
    session.destroy();
  });

  it('says 1001 and ends the stream when the lab shuts down', async () => {
    const { session, stream } = await extendedConnect();
    const received: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => received.push(chunk));
    // Answers the Close frame with its own, masked with zeros.
    stream.once('data', () => stream.end(Buffer.from('88820000000003e9', 'hex')));
    const ended = once(stream, 'end');
    await lab.endpoints.close();
    await ended;
    expect(Buffer.concat(received).toString('hex')).toMatch(/^88..03e9/);
    expect(lab.clock.pending).toBe(0);
    session.destroy();
  });

  it('cleans up when the stream is reset, and when the connection is lost', async () => {
    const first = await extendedConnect();
    const second = await extendedConnect();
    await lab.subscribed(2);
    first.stream.close(8);
    await lab.subscribed(1);
    lab.cutAll();
    await lab.subscribed(0);
    expect([lab.clock.pending, lab.settings.listeners]).toEqual([0, 0]);
    first.session.destroy();
    second.session.destroy();
  });

  it('refuses other protocols, paths, versions and queries', async () => {
    const status = async (headers: Record<string, string | undefined>): Promise<unknown> => {
      const { session, response } = await extendedConnect(headers);
      session.destroy();
      return response[':status'];
    };
    expect(await status({ ':protocol': 'connect-udp' })).toBe(501);
    expect(await status({ ':path': '/hello' })).toBe(404);
    expect(await status({ ':path': '/ws?mode=shout' })).toBe(400);
    expect(await status({ 'sec-websocket-version': '12' })).toBe(400);
  });

  it('is no proxy', async () => {
    const session = connectHttp2(lab);
    const stream = session.request({ ':method': 'CONNECT', ':authority': 'example.com:443' });
    const [response] = (await once(stream, 'response')) as [Record<string, string | number>];
    expect(response[':status']).toBe(501);
    session.destroy();
  });

  it('tells who asks with GET how to ask', async () => {
    const { status, headers, ended } = await open(lab, 'http2', '/ws');
    expect([status, headers['upgrade'], headers['connection']]).toEqual([400, undefined, undefined]);
    expect(await ended).toContain('RFC 8441');
  });
});
