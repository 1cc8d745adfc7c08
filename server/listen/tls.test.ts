import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeRecords } from '../../contract/codec.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { Recorder } from '../capture/recorder.ts';
import { loadCertificates, type LabCertificates } from '../certificates/certificates.ts';
import type { Clock } from '../context.ts';
import { SettingsStore } from '../settings.ts';
import { Connections } from '../tap/connections.ts';
import { removeTestDataFolder, testDataFolder } from '../testing/test-lab.ts';
import { createTlsAcceptor } from './tls.ts';

describe('the TLS acceptor', () => {
  let certificates: LabCertificates;
  let server: Server;
  let recorder: Recorder;
  let settings: SettingsStore;
  let due: (() => void)[];
  let secured: TLSSocket[];
  const clients: Socket[] = [];

  beforeEach(async () => {
    certificates = await loadCertificates(await testDataFolder());
    due = [];
    secured = [];
    const later = (_ms: number, task: () => void) => {
      due.push(task);
      return () => (due = due.filter((other) => other !== task));
    };
    const clock: Clock = { now: () => 0, after: later, every: later };
    const origins = { http1: '', http2: '', http1tls: '' };
    settings = new SettingsStore();
    recorder = new Recorder({
      clock,
      firstRecord: () => ({
        type: 'lab',
        t: 0,
        epochMs: 0,
        version: '',
        origins,
        settings: DEFAULT_LAB_SETTINGS,
      }),
    });
    const connections = new Connections(recorder, clock);
    const accept = createTlsAcceptor({
      certificate: certificates.certificate,
      key: certificates.key,
      alpn: ['h2', 'http/1.1'],
      settings,
      recorder,
      clock,
      secured: (_connection, socket) => secured.push(socket.on('error', () => {})),
    });
    server = createServer({ allowHalfOpen: true }, (socket) => accept(connections.accept('http2', socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of [...clients.splice(0), ...secured]) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  afterAll(removeTestDataFolder);

  const open = async (): Promise<Socket> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    clients.push(client);
    const accepted = once(server, 'connection');
    await Promise.all([once(client, 'connect'), accepted]);
    return client;
  };
  const records = (): CaptureRecord[] => recorder.snapshot().flatMap((part) => [...decodeRecords(part)]);

  it('finds the ClientHello that comes byte by byte, and the handshake ends well', async () => {
    const slow = await open();
    slow.setNoDelay();
    // A TLS client behind a socket that sends one byte a turn.
    const relay = createServer((socket) => {
      clients.push(socket);
      slow.on('data', (bytes) => socket.write(bytes));
      socket.on('data', (bytes: Buffer) => {
        for (const byte of bytes) slow.write(Uint8Array.of(byte));
      });
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const client = connectTls({
      port: (relay.address() as AddressInfo).port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: certificates.ca,
      ALPNProtocols: ['http/1.1', 'h2'],
    });
    clients.push(client);
    await once(client, 'secureConnect');
    // The server's order counts (RFC 7301 §3.2).
    expect(client.alpnProtocol).toBe('h2');
    const hello = records().find((record) => record.type === 'client-hello');
    const bytes = Buffer.from(hello?.bytes ?? []);
    expect([bytes[0], bytes.readUInt16BE(3) + 5]).toEqual([22, bytes.length]);
    expect(bytes.includes('localhost')).toBe(true);
    relay.close();
  });

  it('gives up on a client that never ends its first record', async () => {
    const client = await open();
    client.write(Uint8Array.of(22, 3, 1, 0, 200, 1));
    // The server has not read these bytes when it gives up, so the client may see a RST: either way it sees the end.
    client.on('error', () => {});
    const closed = new Promise((resolve) => client.once('close', resolve));
    expect(due).toHaveLength(1);
    client.resume();
    for (const task of due.splice(0)) task();
    await closed;
    expect(records().at(-1)).toMatchObject({ type: 'connection-closed', by: 'server', how: 'timeout' });
  });

  it('tells of a client that leaves before it said anything', async () => {
    const client = await open();
    client.end();
    await once(client.resume(), 'close');
    expect(records().slice(-1)).toMatchObject([{ type: 'connection-closed', by: 'client', how: 'fin' }]);
    expect(due).toHaveLength(0);
  });

  it('refuses a client with which it has no protocol in common', async () => {
    const { port } = server.address() as AddressInfo;
    const client = connectTls({ port, host: '127.0.0.1', ca: certificates.ca, ALPNProtocols: ['h3'] });
    clients.push(client);
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    // The alert no_application_protocol (RFC 7301 §3.2).
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
    expect(records().find(({ type }) => type === 'connection-ended')).toMatchObject({
      by: 'server',
      how: 'tls-failure',
    });
  });
});
