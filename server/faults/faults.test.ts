import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Duplex } from 'node:stream';
import { removeTestDataFolder, startTestLab, stubEndpoints, type TestLab } from '../testing/test-lab.ts';

const UPGRADE = 'GET / HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';

/** Bytes from a socket, as they come. */
function reader(socket: Socket) {
  let seen = '';
  let wake = (): void => {};
  socket.on('data', (bytes: Buffer) => {
    seen += bytes.toString('latin1');
    wake();
  });
  return {
    seen: () => seen,
    async until(text: string): Promise<void> {
      while (!seen.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

describe('faults', () => {
  let lab: TestLab;
  let client: Socket;
  let server: Duplex;
  let read: ReturnType<typeof reader>;
  /** What the server has read of the connection after the upgrade. */
  let heard = '';

  /** A connection that is upgraded to plain bytes, so that each side can say what it wants. */
  async function open(socket: Socket): Promise<void> {
    client = socket;
    client.on('error', () => {});
    read = reader(client);
    client.write(UPGRADE);
    await read.until('ready');
  }
  beforeEach(async () => {
    heard = '';
    lab = await startTestLab({
      createEndpoints: stubEndpoints({
        onUpgrade(_request, socket) {
          server = socket;
          socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
          socket.write('ready');
        },
      }),
    });
  });
  afterEach(async () => {
    client.destroy();
    await lab.close();
  });
  afterAll(removeTestDataFolder);

  const openClear = () => open(connect({ port: lab.port('http1'), host: '127.0.0.1' }));
  const openTls = () =>
    open(connectTls({ port: lab.port('http1tls'), host: '127.0.0.1', ca: lab.ca, servername: 'localhost' }));

  it.each([
    ['in the clear', openClear],
    ['inside TLS', openTls],
  ])('cut resets a connection %s, and the client sees a RST', async (_where, openIt) => {
    await openIt();
    const failed = once(client, 'error');
    const serverClosed = once(server, 'close');
    lab.connections.get(1).applyFault({ type: 'cut' });
    const [error] = (await failed) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await serverClosed;
    expect(await lab.record('fault')).toMatchObject({ conn: 1, fault: { type: 'cut' }, active: true });
    expect(await lab.record('connection-ended')).toMatchObject({ by: 'fault', how: 'reset' });
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'reset' });
    expect(lab.connections.size).toBe(0);
  });

  it.each([
    ['in the clear', openClear],
    ['inside TLS', openTls],
  ])('freeze holds bytes both ways %s, and lets them go in order', async (_where, openIt) => {
    await openIt();
    const connection = lab.connections.get(1);
    connection.applyFault({ type: 'freeze', direction: 'both' });
    client.write('up 1, ');
    server.write('down 1, ');
    client.write('up 2');
    server.write('down 2');
    // Another connection goes there and back meanwhile, so there was time for these bytes to cross.
    const other = connect({ port: lab.port('http1'), host: '127.0.0.1' });
    other.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
    await once(other, 'data');
    other.destroy();
    expect([heard, read.seen().endsWith('ready')]).toEqual(['', true]);
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('ready');

    expect(connection.removeFault('freeze')).toBe(true);
    await read.until('down 1, down 2');
    client.write(' .');
    while (!heard.endsWith('.')) await once(server, 'data');
    expect(heard).toBe('up 1, up 2 .');
    expect(lab.bytes(1, 'server-to-client').toString()).toBe('readydown 1, down 2');
  });

  it('freeze hides from the client that the server gave up, until it is taken off', async () => {
    await openClear();
    let ended = false;
    client.once('end', () => (ended = true));
    const connection = lab.connections.get(1);
    connection.applyFault({ type: 'freeze', direction: 'both' });
    server.write('last words');
    server.destroy();
    await once(server, 'close');
    expect([ended, lab.connections.size]).toEqual([false, 1]);
    connection.removeFault('freeze');
    await read.until('last words');
    expect(await lab.record('connection-ended')).toMatchObject({ by: 'server', how: 'fin' });
  });

  it('freeze in one direction leaves the other alone', async () => {
    await openClear();
    lab.connections.get(1).applyFault({ type: 'freeze', direction: 'client-to-server' });
    client.write('not heard');
    server.write('heard');
    await read.until('heard');
    expect(heard).toBe('');
  });

  it('a frozen connection can be cut', async () => {
    await openClear();
    const failed = once(client, 'error');
    lab.connections.get(1).applyFault({ type: 'freeze', direction: 'both' });
    lab.connections.get(1).applyFault({ type: 'cut' });
    await failed;
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'fault', how: 'reset' });
  });

  it('delay holds each chunk for its time, keeps the order, and overlaps the waiting', async () => {
    await openClear();
    lab.connections.get(1).applyFault({ type: 'delay', direction: 'server-to-client', delayMs: 60 });
    const start = performance.now();
    for (let n = 1; n <= 5; n++) {
      server.write(`${n},`);
      await new Promise(setImmediate);
    }
    await read.until('1,2,3,4,5,');
    const tookMs = performance.now() - start;
    expect(tookMs).toBeGreaterThanOrEqual(59);
    // One after the other they would take 300 ms.
    expect(tookMs).toBeLessThan(250);
  });

  it('delay lets the end of a connection pass only after its bytes', async () => {
    await openClear();
    lab.connections.get(1).applyFault({ type: 'delay', direction: 'both', delayMs: 20 });
    server.end('bye');
    await once(client, 'end');
    expect(read.seen()).toMatch(/readybye$/);
  });

  it('a delay that is taken off delivers at once what it held', async () => {
    await openClear();
    const connection = lab.connections.get(1);
    connection.applyFault({ type: 'delay', direction: 'server-to-client', delayMs: 60_000 });
    server.write('held');
    connection.removeFault('delay');
    await read.until('held');
    expect(connection.removeFault('delay')).toBe(false);
    const faults = lab.records().filter((record) => record.type === 'fault');
    expect(faults.map(({ active }) => active)).toEqual([true, false]);
  });

  it('a fault that is put on again replaces the one before', async () => {
    await openClear();
    const connection = lab.connections.get(1);
    connection.applyFault({ type: 'delay', direction: 'both', delayMs: 60_000 });
    connection.applyFault({ type: 'delay', direction: 'both', delayMs: 1 });
    server.write('soon');
    await read.until('soon');
    const faults = lab.records().filter((record) => record.type === 'fault');
    expect(faults.map(({ active }) => active)).toEqual([true, false, true]);
  });
});
