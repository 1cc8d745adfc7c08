import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CaptureRecord } from '../contract/records.ts';
import { decoding } from '../trace/decoding.ts';
import { Trace } from '../trace/trace.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../server/testing/test-lab.ts';
import { COMPRESSED_EVENT, createFaultStub, reader, type FaultStub } from './support/fault-stub.ts';

const traceOf = (records: readonly CaptureRecord[]): Trace => {
  const trace = new Trace(decoding);
  for (const record of records) trace.apply(record);
  return trace;
};

describe('faults, seen by real clients', () => {
  let lab: TestLab;
  const opened: { destroy(): void }[] = [];
  let stub: FaultStub;
  let server: Duplex;
  let heard: ReturnType<typeof reader>;

  beforeEach(async () => {
    stub = createFaultStub((socket) => {
      server = socket;
      heard = reader(socket);
    });
    lab = await startTestLab({ createEndpoints: stub.createEndpoints });
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) client.destroy();
    await lab.close();
  });
  afterAll(removeTestDataFolder);

  async function openPlain(): Promise<{ client: Socket; read: ReturnType<typeof reader> }> {
    const client = connect({ port: lab.port('http1'), host: '127.0.0.1', allowHalfOpen: true });
    opened.push(client);
    const read = reader(client);
    client.write('GET /plain HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    await read.until('ready');
    return { client, read };
  }
  async function openStream(path: string): Promise<ReturnType<typeof reader> & { gone: Promise<unknown> }> {
    const request = get(`${lab.addresses.http1}${path}`, { agent: false });
    /* Node 24 tells the request of a reset, too, after its response has begun. */
    request.on('error', () => {});
    opened.push(request);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const gone = once(response, 'error').then(([error]) => (error as NodeJS.ErrnoException).code);
    const read = reader(response);
    await read.until(`open ${path}`);
    return { ...read, gone };
  }
  function openHttp2(): ClientHttp2Session {
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    session.on('error', () => {});
    opened.push(session);
    return session;
  }
  const openWebSocket = (): WebSocket => {
    const client = new WebSocket(`${lab.addresses.http1.replace('http', 'ws')}/ws`);
    client.on('error', () => {});
    opened.push({ destroy: () => client.terminate() });
    return client;
  };

  it('half-close ends what the client reads, and the server still hears it', async () => {
    const { client, read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'half-close', direction: 'server-to-client' });
    await once(client, 'end');
    server.write('lost');
    client.write('heard');
    await heard.until('heard');
    expect(read.seen()).toBe('ready');
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('ready');
    expect(await lab.record('connection-ended')).toMatchObject({ by: 'fault', how: 'fin' });
    const closed = once(server, 'close');
    client.end();
    server.end();
    await closed;
  });

  it('half-close tells the server of an end, and the client still reads', async () => {
    const { client, read } = await openPlain();
    const ended = once(server, 'end');
    lab.connections.get(1).applyFault({ type: 'half-close', direction: 'client-to-server' });
    await ended;
    client.write('lost');
    server.write('read');
    await read.until('readyread');
    expect(heard.seen()).toBe('');
  });

  it('limit closes behind its last byte, which arrives', async () => {
    const { client, read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'limit', direction: 'server-to-client', bytes: 4 });
    const ended = once(client, 'end');
    server.write('1234567');
    await ended;
    expect(read.seen()).toBe('ready1234');
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('ready1234');
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'fin' });
  });

  it('idle time-out closes a silent connection, and says so', async () => {
    const { client } = await openPlain();
    const ended = once(client, 'end');
    lab.connections.get(1).applyFault({ type: 'idle-timeout', idleMs: 20 });
    await ended;
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'timeout' });
  });

  it('refuse resets new connections of its origin, and leaves open ones and other origins alone', async () => {
    const { client, read } = await openPlain();
    lab.connections.applyOriginFault('http1', { type: 'refuse' });
    await expect(fetch(`${lab.addresses.http1}/new`)).rejects.toThrow();
    expect(await lab.record('connection-closed', ({ conn }) => conn === 2)).toMatchObject({
      by: 'fault',
      how: 'reset',
    });
    client.write('still');
    await heard.until('still');
    server.write(' here');
    await read.until('here');
    await once(openHttp2(), 'connect');
    lab.connections.removeOriginFault('http1', 'refuse');
    await openStream('/back');
  });

  it('cut after an event leaves a client of HTTP/1.1 with that event and no more', async () => {
    const stream = await openStream('/sse');
    lab.connections.get(1).applyFault({ type: 'cut-after-event', eventId: '2' });
    const response = stub.responses.get('/sse') as NodeJS.WritableStream;
    for (const id of [1, 2, 3]) response.write(`id: ${id}\ndata: x\n\n`);
    expect(await stream.gone).toBe('ECONNRESET');
    expect(stream.seen()).toMatch(/id: 2\ndata: x\n\n$/);
    expect(lab.bytes(1, 'server-to-client').toString()).toMatch(/id: 2\ndata: x\n\n$/);
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'reset' });
  });

  it('cut inside a frame cuts HTTP/2 in the middle of it, inside TLS', async () => {
    const session = openHttp2();
    const stream = session.request({ ':path': '/a' });
    const read = reader(stream);
    await read.until('open /a');
    const before = lab.bytes(1, 'server-to-client').length;
    lab.connections.get(1).applyFault({ type: 'cut-in-frame', direction: 'server-to-client', frame: 1 });
    /* Node 24 tells of the reset before it closes, which `once` would take for the end. */
    const gone = new Promise((resolve) => session.once('close', resolve));
    stub.responses.get('/a')?.write('x'.repeat(100));
    await gone;
    // Nine bytes of header and a hundred of payload.
    expect(lab.bytes(1, 'server-to-client').length - before).toBe(55);
  });

  /** What the lab recorded of the way to the client behind the bytes that opened it, chunk by chunk. */
  const answered = () =>
    lab
      .records()
      .flatMap((record) =>
        record.type === 'chunk' && record.conn === 1 && record.direction === 'server-to-client'
          ? [{ t: record.t, text: Buffer.from(record.bytes).toString('latin1') }]
          : [],
      )
      .slice(1);
  /** A message from the client that the server has heard: when it was recorded, everything before it has passed too. */
  async function roundTrip(client: Socket): Promise<number> {
    client.write('go');
    await heard.until('go');
    const { t } = await lab.record(
      'chunk',
      ({ direction, bytes }) => direction === 'client-to-server' && Buffer.from(bytes).toString() === 'go',
    );
    return t;
  }

  it('freeze holds every byte until it is taken off, and loses none', async () => {
    const { client, read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'freeze', direction: 'server-to-client' });
    server.write('held');
    await roundTrip(client);
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('ready');
    lab.connections.get(1).removeFault('freeze');
    await read.until('readyheld');
  });

  it('delay holds each chunk at least as long as it says', async () => {
    const { client, read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'delay', direction: 'server-to-client', delayMs: 80 });
    const asked = await roundTrip(client);
    server.write('late');
    await read.until('late');
    expect((answered()[0]?.t ?? 0) - asked).toBeGreaterThanOrEqual(79);
  });

  it('jitter lets no chunk overtake the one before it', async () => {
    const { read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'jitter', direction: 'server-to-client', maxMs: 30, seed: 7 });
    for (const text of ['1', '2', '3', '4', '5']) server.write(text);
    await read.until('5');
    expect(read.seen()).toBe('ready12345');
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('ready12345');
  });

  it('slice cuts what passes into pieces, with its pause from one to the next', async () => {
    const { read } = await openPlain();
    lab.connections
      .get(1)
      .applyFault({ type: 'slice', direction: 'server-to-client', bytes: 2, delayMs: 20 });
    server.write('12345');
    await read.until('5');
    const [first, second, third] = answered();
    expect([first?.text, second?.text, third?.text]).toEqual(['12', '34', '5']);
    /* Each has its time after the first one: a piece that a busy machine lets through late does not delay those behind it. */
    expect((second?.t ?? 0) - (first?.t ?? 0)).toBeGreaterThanOrEqual(19);
    expect((third?.t ?? 0) - (first?.t ?? 0)).toBeGreaterThanOrEqual(39);
  });

  it('buffer holds until there are enough bytes, and then lets go of all of them', async () => {
    const { client, read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'buffer', direction: 'server-to-client', bytes: 6, maxMs: 0 });
    server.write('1234');
    await roundTrip(client);
    expect(answered()).toEqual([]);
    server.write('5678');
    await read.until('ready12345678');
  });

  it('bandwidth lets no more through than it says, in pieces of a twentieth of that', async () => {
    const { client, read } = await openPlain();
    lab.connections
      .get(1)
      .applyFault({ type: 'bandwidth', direction: 'server-to-client', bytesPerSecond: 1_000 });
    await roundTrip(client);
    server.write('x'.repeat(200) + '.');
    await read.until('.');
    const pieces = answered();
    expect(Math.max(...pieces.map(({ text }) => text.length))).toBeLessThanOrEqual(50);
    // 201 bytes at a byte a millisecond; the last piece need not have taken its own time.
    expect((pieces.at(-1)?.t ?? 0) - (pieces[0]?.t ?? 0)).toBeGreaterThanOrEqual(140);
  });

  it('corrupt flips one bit of the byte it names, and the recording shows the byte as the client gets it', async () => {
    const { read } = await openPlain();
    lab.connections.get(1).applyFault({ type: 'corrupt', direction: 'server-to-client', byte: 2, seed: 1 });
    server.write('abc.');
    await read.until('.');
    const got = Buffer.from(read.seen().slice('ready'.length), 'latin1');
    const changes = [...Buffer.from('abc.')].map((byte, at) => byte ^ (got[at] as number));
    expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(changes[1]);
    expect([changes[0], ...changes.slice(2)]).toEqual([0, 0, 0]);
    expect(lab.bytes(1, 'server-to-client').subarray(5)).toEqual(got);
  });

  it('cut resets the connection at once', async () => {
    const { client } = await openPlain();
    const failed = once(client, 'error');
    lab.connections.get(1).applyFault({ type: 'cut' });
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'reset' });
  });

  it('delay a response holds its head for as long as it says', async () => {
    lab.connections.applyOriginFault('http1', { type: 'delay-response', part: 'headers', delayMs: 80 });
    await openStream('/slow');
    const head = await lab.record('chunk', ({ direction }) => direction === 'server-to-client');
    const request = await lab.record('chunk', ({ direction }) => direction === 'client-to-server');
    expect(head.t - request.t).toBeGreaterThanOrEqual(79);
  });

  it('cut after an event finds it inside gzip, and lets nothing through behind it', async () => {
    lab.connections.applyOriginFault('http1', { type: 'cut-after-event', eventId: '2' });
    const request = get(`${lab.addresses.http1}/gzip`, { agent: false });
    request.on('error', () => {});
    opened.push(request);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const gone = once(response, 'error');
    const read = reader(response);
    expect(await gone).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(gunzipSync(Buffer.from(read.seen(), 'latin1')).toString()).toBe(COMPRESSED_EVENT);
  });

  it('strip Upgrade makes a WebSocket handshake a plain request', async () => {
    lab.connections.applyOriginFault('http1', { type: 'strip-upgrade' });
    const [, response] = (await once(openWebSocket(), 'unexpected-response')) as [unknown, IncomingMessage];
    expect([response.statusCode, stub.upgradeHeaders]).toEqual([426, ['undefined']]);
    expect(lab.bytes(1, 'client-to-server').toString()).toMatch(/Upgrade: websocket/i);
  });

  it('drop pongs hides the pong of a WebSocket from the server, and messages pass', async () => {
    lab.connections.applyOriginFault('http1', { type: 'drop-pong', direction: 'client-to-server' });
    const client = openWebSocket();
    await once(client, 'ping');
    // ws answers the ping before this goes out.
    client.send('after the pong');
    await heard.until('\x8e');
    await lab.record('chunk', ({ bytes }) => bytes.includes(0x8a));
    expect(heard.seen().charCodeAt(0)).toBe(0x81);
  });

  it('hold one stream stops it on HTTP/2 while another goes on, and the recording says how much it holds', async () => {
    const session = openHttp2();
    const ask = (path: string): ClientHttp2Stream => session.request({ ':path': path });
    const [first, second] = [reader(ask('/1')), reader(ask('/2'))];
    await Promise.all([first.until('open /1'), second.until('open /2')]);
    lab.connections.get(1).applyFault({ type: 'hold-stream', direction: 'server-to-client', streamId: 1 });
    stub.responses.get('/1')?.write('held');
    const held = await lab.record('held', ({ bytes }) => bytes > 0);
    expect(held).toMatchObject({ conn: 1, direction: 'server-to-client', bytes: 9 + 4 });
    stub.responses.get('/2')?.write('passes');
    await second.until('passes');
    expect(first.seen()).not.toContain('held');
    expect(traceOf(lab.records()).connections.get(1)?.heldBytes['server-to-client']).toBe(13);
    lab.connections.get(1).removeFault('hold-stream');
    await first.until('held');
    await lab.record('held', ({ bytes }) => bytes === 0);
  });

  it('withhold WINDOW_UPDATE stops a response at the end of its window', async () => {
    lab.connections.applyOriginFault('http2', {
      type: 'withhold-window-update',
      direction: 'client-to-server',
    });
    const session = openHttp2();
    const stream = session.request({ ':path': '/big' });
    const read = reader(stream);
    await read.until('open /big');
    stub.responses.get('/big')?.write('x'.repeat(100_000));
    // The initial window of a connection (RFC 9113 §6.9.2).
    await read.until('x'.repeat(65_535 - 'open /big\n\n'.length));
    await lab.record('held', ({ bytes }) => bytes > 0);
    expect(read.seen().length).toBe(65_535);
    lab.connections.removeOriginFault('http2', 'withhold-window-update');
    await read.until('x'.repeat(100_000));
  });

  it('a fault on an origin acts on open connections and on new ones, until it is taken off', async () => {
    const first = await openStream('/first');
    lab.connections.applyOriginFault('http1', { type: 'freeze', direction: 'server-to-client' });
    const late = get(`${lab.addresses.http1}/second`, { agent: false });
    opened.push(late);
    late.on('error', () => {});
    stub.responses.get('/first')?.write('later');
    await lab.record('chunk', ({ conn }) => conn === 2);
    expect(first.seen()).not.toContain('later');
    expect(lab.bytes(2, 'server-to-client').length).toBe(0);
    const trace = traceOf(lab.records());
    expect([1, 2].map((conn) => trace.connections.get(conn)?.faults.map(({ type }) => type))).toEqual([
      ['freeze'],
      ['freeze'],
    ]);
    expect(lab.connections.listFaults()).toEqual([
      { origin: 'http1', fault: { type: 'freeze', direction: 'server-to-client' } },
    ]);
    const answered = once(late, 'response');
    expect(lab.connections.removeOriginFault('http1', 'freeze')).toBe(true);
    await Promise.all([first.until('later'), answered]);
    expect(lab.connections.listFaults()).toEqual([]);
    expect(traceOf(lab.records()).connections.get(1)?.faults).toEqual([]);
  });

  it('a fault of a connection can be taken off where its origin has it too', async () => {
    const { read } = await openPlain();
    lab.connections.applyOriginFault('http1', { type: 'freeze', direction: 'server-to-client' });
    const own = { type: 'freeze', direction: 'both' } as const;
    lab.connections.get(1).applyFault(own);
    expect(lab.connections.listFaults().at(-1)).toEqual({ conn: 1, fault: own });
    server.write(' and on');
    lab.connections.removeOriginFault('http1', 'freeze');
    expect(traceOf(lab.records()).connections.get(1)?.faults).toEqual([own]);
    lab.connections.get(1).removeFault('freeze');
    await read.until('ready and on');
  });

  it('refuse cannot be put on one connection', async () => {
    await openPlain();
    expect(() => lab.connections.get(1).applyFault({ type: 'refuse' })).toThrow(/is for an origin/);
    expect(lab.records().some(({ type }) => type === 'fault')).toBe(false);
  });
});
