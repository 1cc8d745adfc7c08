import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationEvent } from '../../contract/operations.ts';
import type { RawOptions } from '../../contract/raw.ts';
import { MAX_RAW_ANSWER_BYTES } from '../limits.ts';
import { ManualClock } from '../manual-clock.ts';
import { createNodeClient, type NodeClient } from './node-client.ts';

describe('the raw client', () => {
  let server: Server;
  let clock: ManualClock;
  let client: NodeClient;
  let events: OperationEvent[];
  let closed: Promise<OperationEvent>;
  let opened: Promise<void>;
  /** What the other end does with a connection. */
  let serve: (socket: Socket) => void;

  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {});
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    clock = new ManualClock();
    events = [];
    let tellClosed: (event: OperationEvent) => void;
    let tellOpened: () => void;
    closed = new Promise((resolve) => (tellClosed = resolve));
    opened = new Promise((resolve) => (tellOpened = resolve));
    client = createNodeClient({
      origins: { http1: address, http2: address, http1tls: address },
      ca: '',
      clock,
      report(event) {
        events.push(event);
        if (event.event === 'sent') tellOpened();
        if (event.event === 'closed') tellClosed(event);
      },
    });
  });
  afterEach(async () => {
    await client.closeAll();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (raw: Partial<RawOptions> = {}): void =>
    client.send({ op: 1, origin: 'http1', raw: { carrier: 'tcp', hex: '00ff0a', readMs: 1_000, ...raw } });
  const names = (): string[] => events.map(({ event }) => event);

  it('sends the bytes as they are, and ends when the other end closes', async () => {
    let got = Buffer.alloc(0);
    serve = (socket) =>
      socket.on('data', (chunk) => {
        got = Buffer.concat([got, chunk]);
        if (got.length === 3) socket.end('bye\n');
      });
    send();
    expect((await closed).detail).toBe('the other end closed');
    expect(got).toEqual(Buffer.from([0x00, 0xff, 0x0a]));
    expect(names()).toEqual(['issued', 'opened', 'sent', 'message', 'closed']);
    expect(events[0]).toMatchObject({ raw: true, origin: 'http1', detail: '3 raw bytes over clear TCP' });
    expect(events[1]?.detail).toMatch(/^from port \d+$/);
    expect(events[3]?.detail).toContain('bye');
  });

  it('listens no longer than it was told', async () => {
    serve = (socket) => void socket.resume();
    send();
    await opened;
    await clock.waiting(1);
    clock.advance(999);
    expect(names()).not.toContain('closed');
    clock.advance(1);
    expect((await closed).detail).toBe('it had listened for 1000 ms');
    expect(clock.pending).toBe(0);
  });

  it('reads no more than its bound', async () => {
    serve = (socket) => void socket.resume().write(Buffer.alloc(MAX_RAW_ANSWER_BYTES + 1));
    send();
    expect((await closed).detail).toMatch(/^it had read \d+ bytes, and reads no more$/);
  });

  it('can be closed, and says that it was', async () => {
    serve = (socket) => void socket.resume();
    send();
    await opened;
    client.close(1);
    expect((await closed).detail).toBe('it was closed');
    expect(clock.pending).toBe(0);
  });

  it('says so when there is no TLS at the other end', async () => {
    serve = (socket) => void socket.resume().end('not a handshake');
    send({ carrier: 'tls-h2' });
    expect((await closed).detail).toBe('it failed');
    expect(names()).toEqual(['issued', 'error', 'closed']);
  });

  it('knows no origin but those of the lab', () => {
    expect(() =>
      client.send({ op: 1, origin: 'upstream', raw: { carrier: 'tcp', hex: '00', readMs: 1 } }),
    ).toThrow('--upstream');
    expect(events).toEqual([]);
  });
});
