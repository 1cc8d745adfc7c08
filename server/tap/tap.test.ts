import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { LabOptions } from '../lab.ts';
import type { Gate, GateOutput } from '../faults/gate.ts';
import { Tap } from './tap.ts';
import { removeTestDataFolder, startTestLab, stubEndpoints, type TestLab } from '../testing/test-lab.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: lab\r\n\r\n';

describe('the tap', () => {
  let lab: TestLab;
  const clients: Socket[] = [];
  const start = async (options?: Partial<LabOptions>): Promise<void> => {
    lab = await startTestLab(options);
  };
  const open = (): Socket => {
    const client = connect({ port: lab.port('http1'), host: '127.0.0.1', allowHalfOpen: true });
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await lab.close();
  });
  afterAll(removeTestDataFolder);

  it('records exactly the bytes that the client wrote and read', async () => {
    await start();
    const client = open();
    client.end(REQUEST);
    const read = await text(client);
    await lab.record('connection-closed');
    expect(read).toMatch(/^HTTP\/1\.1 /);
    expect(lab.bytes(1, 'client-to-server').toString()).toBe(REQUEST);
    expect(lab.bytes(1, 'server-to-client').toString()).toBe(read);
  });

  it('passes a long answer on, at the pace of a client that reads slowly', async () => {
    const body = Buffer.alloc(5_000_000, 'abcdefgh');
    let drained = false;
    await start({
      createEndpoints: stubEndpoints({
        http1(_request, response) {
          response.write(body, () => (drained = true));
          response.end('end');
        },
      }),
    });
    const client = open();
    client.end(REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    client.pause();
    await lab.record('chunk', ({ direction }) => direction === 'server-to-client');
    expect(drained).toBe(false);
    const read = await text(client);
    await lab.record('connection-closed');
    expect(drained).toBe(true);
    expect(read.endsWith('\r\n3\r\nend\r\n0\r\n\r\n')).toBe(true);
    expect(lab.bytes(1, 'server-to-client').equals(Buffer.from(read))).toBe(true);
  });

  it('takes no more small writes than the client and the system have room for', async () => {
    const chunk = Buffer.alloc(32_000, 'x');
    let left = 500;
    const pump = (response: Writable): void => {
      while (left > 0) {
        left--;
        if (!response.write(chunk)) break;
      }
      if (left === 0) response.end();
      else response.once('drain', () => pump(response));
    };
    await start({
      createEndpoints: stubEndpoints({
        http1(request, response) {
          if (request.url === '/quick') response.end();
          else pump(response);
        },
      }),
    });
    const client = open();
    client.pause();
    client.write(REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await lab.record('chunk', ({ direction }) => direction === 'server-to-client');
    for (let n = 0; n < 5; n++) await fetch(`${lab.addresses.http1}/quick`);
    // Socket buffers on loopback hold some megabytes; 16 MB are on offer.
    expect(left).toBeGreaterThan(100);
    await text(client);
    expect(left).toBe(0);
  });

  it('does not read from a client faster than the handler does', async () => {
    let resume = (): void => {};
    await start({
      createEndpoints: stubEndpoints({
        http1(request, response) {
          if (request.method === 'GET') response.end();
          else resume = () => request.resume().once('end', () => response.end('done'));
        },
      }),
    });
    const client = open();
    const size = 20_000_000;
    client.write(`POST / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
    client.end(Buffer.alloc(size, 'x'));
    await lab.record('chunk', ({ bytes }) => bytes.length > 10_000);
    // Time for all of it to come, if it could: exchanges on other connections.
    for (let n = 0; n < 20; n++)
      await fetch(`${lab.addresses.http1}/`, { signal: AbortSignal.timeout(1_000) });
    expect(lab.bytes(1, 'client-to-server').length).toBeLessThan(1_000_000);
    resume();
    expect(await text(client)).toMatch(/done$/);
    expect(lab.bytes(1, 'client-to-server').length).toBeGreaterThan(size);
  });

  it('records what is inside TLS, after its handshake', async () => {
    await start();
    const client = connectTls({
      port: lab.port('http1tls'),
      host: '127.0.0.1',
      ca: lab.ca,
      servername: 'localhost',
    });
    clients.push(client);
    client.end(REQUEST);
    await text(client);
    await lab.record('connection-closed');
    const types = lab.records().map((record) => record.type);
    expect(types.indexOf('client-hello')).toBeLessThan(types.indexOf('tls-established'));
    expect(types.indexOf('tls-established')).toBeLessThan(types.indexOf('chunk'));
    expect(types).toContain('keylog');
    expect(await lab.record('tls-established')).toMatchObject({
      version: 'TLSv1.3',
      alpn: null,
      serverName: 'localhost',
      resumed: false,
    });
    expect(lab.bytes(1, 'client-to-server').toString()).toBe(REQUEST);
  });

  it('records the preface and frames of HTTP/2', async () => {
    await start();
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    const stream = session.request({ ':path': '/' });
    await text(stream);
    session.close();
    await lab.record('connection-closed');
    expect(await lab.record('tls-established')).toMatchObject({ alpn: 'h2' });
    expect(lab.bytes(1, 'client-to-server').toString('latin1')).toMatch(
      /^PRI \* HTTP\/2\.0\r\n\r\nSM\r\n\r\n/,
    );
    // The first frame of the server is SETTINGS (RFC 9113 §3.4): type 4 at byte 3.
    expect(lab.bytes(1, 'server-to-client')[3]).toBe(4);
  });

  it('lets a client end its side and still answers', async () => {
    let answer = (): void => {};
    await start({
      createEndpoints: stubEndpoints({
        http1(_request, response) {
          answer = () => response.end('late');
        },
      }),
    });
    const client = open();
    client.write(REQUEST);
    await lab.record('chunk');
    answer();
    client.end();
    expect(await text(client)).toMatch(/late$/);
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'client', how: 'fin' });
  });

  it('tells a reset by the client from an orderly end', async () => {
    await start();
    const client = open();
    client.write(REQUEST);
    await once(client, 'data');
    client.resetAndDestroy();
    expect(await lab.record('connection-ended')).toMatchObject({ by: 'client', how: 'reset' });
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'client', how: 'reset' });
  });

  it('names the server when it is the first to end', async () => {
    await start();
    const client = open();
    client.write(REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await text(client);
    expect(await lab.record('connection-ended')).toMatchObject({ by: 'server', how: 'fin' });
    client.end();
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'server', how: 'fin' });
  });

  it('names a time-out when the server gave up waiting', async () => {
    await start({
      createEndpoints: stubEndpoints({
        http1(request) {
          request.socket.setTimeout(20, () => request.socket.destroy());
        },
      }),
    });
    open().write(REQUEST);
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'server', how: 'timeout' });
  });

  it('names the client that refuses the certificate', async () => {
    await start();
    const client = connectTls({ port: lab.port('http2'), host: '127.0.0.1', servername: 'localhost' });
    clients.push(client);
    await once(client, 'error');
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'client' });
    expect(lab.records().some(({ type }) => type === 'tls-established' || type === 'chunk')).toBe(false);
  });

  it('names the server that refuses something that is not TLS', async () => {
    await start();
    const client = connect({ port: lab.port('http2'), host: '127.0.0.1' });
    clients.push(client);
    client.write(REQUEST);
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'server', how: 'tls-failure' });
  });

  it('records the address of both ends', async () => {
    await start();
    const client = open();
    const opened = await lab.record('connection-opened');
    expect(opened).toMatchObject({
      conn: 1,
      origin: 'http1',
      clientAddress: '127.0.0.1',
      clientPort: client.localPort,
      serverPort: lab.port('http1'),
    });
  });
});

describe('the end of a tap over HTTP/2', () => {
  it('is told at once although a fault holds it, and what is written behind it goes nowhere', async () => {
    const inner = Object.assign(new PassThrough(), { encrypted: true, alpnProtocol: 'h2' });
    const chunk = (_direction: unknown, byteCount: number): Buffer => Buffer.alloc(byteCount);
    const tap = new Tap(inner as unknown as Socket, { chunk, held() {}, ended() {}, reset: () => true });
    const hold = () => ({ blocksReading: false, push() {}, open() {}, stop() {} });
    tap.addGate('server-to-client', 'freeze', hold);
    const told: string[] = [];
    tap.end(() => told.push('ended'));
    expect(told).toEqual(['ended']);
    const trouble = vi.fn();
    tap.on('error', trouble);
    await new Promise((resolve) => tap.write('late', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(trouble).not.toHaveBeenCalled();
    expect([tap.destroyed, inner.writableEnded]).toEqual([false, false]);
  });
});

describe('a tap on a socket that takes one write at a time, as TLS does', () => {
  /** What the socket was handed, and the callbacks of what it has not written yet. */
  const writes: string[] = [];
  const underWay: (() => void)[] = [];
  const createTap = (): Tap => {
    const inner = Object.assign(new PassThrough(), { encrypted: true, alpnProtocol: 'http/1.1' });
    inner._write = (bytes: Buffer, _encoding, callback) => {
      // node:tls ends the process here.
      if (underWay.length > 0) throw new Error('Another write is under way.');
      writes.push(bytes.toString());
      underWay.push(callback);
    };
    const chunk = (_direction: unknown, byteCount: number): Buffer => Buffer.alloc(byteCount);
    return new Tap(inner as unknown as Socket, { chunk, held() {}, ended() {}, reset: () => true });
  };
  afterEach(() => void [writes.splice(0), underWay.splice(0)]);

  it('lets what a fault has to say behind the last write wait for it', () => {
    const tap = createTap();
    const said = vi.fn();
    tap.write('first');
    tap.whenSent(said);
    expect([writes, said.mock.calls.length]).toEqual([['first'], 0]);
    underWay.shift()?.();
    underWay.shift()?.();
    expect([writes, said.mock.calls.length]).toEqual([['first', ''], 1]);
  });

  it('lets what gates pass on wait, in order, and writes past no queue meanwhile', () => {
    const tap = createTap();
    const pass = ({ forward }: GateOutput): Gate => ({
      blocksReading: false,
      push: forward,
      open() {},
      stop() {},
    });
    tap.write('1');
    tap.addGate('server-to-client', 'pass', pass);
    tap.halfClose('server-to-client');
    tap.removeGate('server-to-client', 'half-close');
    tap.write('2');
    underWay.shift()?.();
    tap.removeGate('server-to-client', 'pass');
    tap.write('3');
    while (underWay.length > 0) underWay.shift()?.();
    expect(writes.filter((text) => text !== '')).toEqual(['1', '2', '3']);
  });
});
