import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { connect as connectHttp2, createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { loadCertificates, type LabCertificates } from '../server/certificates/certificates.ts';
import { parseUpstream, type UpstreamAddress } from '../server/relay/upstream-address.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/* A server of the user's, and the lab's relay to it. Its certificate comes from an authority that nobody knows. */
let folder: string;
let certificates: LabCertificates;
let lab: TestLab | undefined;
const sockets = new Set<Socket>();
let server: TcpServer | Server | Http2SecureServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wire101-upstream-'));
  certificates = await loadCertificates(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await lab?.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
  lab = server = undefined;
});

async function listen(made: TcpServer | Server | Http2SecureServer): Promise<number> {
  server = made;
  made.on('connection', (socket: Socket) => sockets.add(socket));
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return (made.address() as AddressInfo).port;
}

async function relayTo(url: string, insecure = false): Promise<{ lab: TestLab; address: string }> {
  const started = await startTestLab({
    page: undefined,
    upstream: parseUpstream(url, insecure) as UpstreamAddress,
  });
  lab = started;
  return { lab: started, address: started.lab.addresses.upstream ?? '' };
}

/** The bytes of one leg, each way. */
const bytesOf = ({ trace }: TestLab, origin: 'upstream' | 'upstream-server') =>
  [...trace.connections.values()]
    .filter((connection) => connection.origin === origin)
    .map(({ id }) =>
      (['client-to-server', 'server-to-client'] as const).map((way) => {
        const source = trace.rawSource(id, way);
        return Buffer.from(source?.bytes(0, source.length) ?? []).toString('latin1');
      }),
    );

test('an http server is relayed byte by byte, and both legs are recorded', async () => {
  const port = await listen(createHttpServer((req, res) => res.end(`mine: ${req.headers.host ?? ''}`)));
  const { lab, address } = await relayTo(`http://127.0.0.1:${port}`);
  const response = await fetch(`${address}/any?thing`, { headers: { Connection: 'close' } });
  expect(await response.text()).toBe(`mine: ${new URL(address).host}`);
  await lab.until(
    'both legs are closed',
    ({ connections }) => connections.size === 2 && [...connections.values()].every(({ closed }) => closed),
  );
  const [client, relay] = [...lab.trace.connections.values()];
  expect([client?.origin, relay?.origin]).toEqual(['upstream', 'upstream-server']);
  expect([client?.pair, relay?.pair]).toEqual([relay?.id, client?.id]);
  // The lab is the client there: the server's end has the port of the server.
  expect([relay?.serverPort, relay?.clientPort === port]).toEqual([port, false]);
  expect(bytesOf(lab, 'upstream-server')).toEqual(bytesOf(lab, 'upstream'));
  expect(bytesOf(lab, 'upstream')[0]?.[0]).toContain('GET /any?thing HTTP/1.1');
});

test('a WebSocket passes both ways, and its close code too', async () => {
  const http = createHttpServer();
  const ws = new WebSocketServer({ server: http });
  ws.on('connection', (socket) =>
    socket.on('message', (data) => {
      socket.send(`you said ${(data as Buffer).toString()}`);
      socket.close(4321, 'enough');
    }),
  );
  const port = await listen(http);
  const { lab, address } = await relayTo(`http://127.0.0.1:${port}`);
  const client = new WebSocket(address.replace('http', 'ws'));
  await once(client, 'open');
  client.send('hi');
  const [data] = (await once(client, 'message')) as [Buffer];
  expect(data.toString()).toBe('you said hi');
  const [code] = (await once(client, 'close')) as [number];
  expect(code).toBe(4321);
  await lab.until(
    'a message on each leg',
    ({ exchanges }) => exchanges.filter(({ messages }) => messages['server-to-client'] === 1).length === 2,
  );
});

const secured = () => ({ key: certificates.key, cert: certificates.certificate });

test.each([
  { offered: ['h2', 'http/1.1'], chosen: 'h2' },
  { offered: ['http/1.1'], chosen: 'http/1.1' },
])('over https, ALPN chooses what the server has chosen: $chosen', async ({ offered, chosen }) => {
  const answer = (_req: unknown, res: { end(text: string): void }): void => res.end('secret');
  const made =
    chosen === 'h2'
      ? createSecureServer(secured(), answer)
      : createHttpsServer({ ...secured(), ALPNProtocols: offered }, answer);
  const port = await listen(made);
  const { lab, address } = await relayTo(`https://localhost:${port}`, true);
  const { connect } = await import('node:tls');
  const socket = connect({
    port: Number(new URL(address).port),
    host: '127.0.0.1',
    servername: 'localhost',
    ca: lab.lab.ca,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  sockets.add(socket);
  await once(socket, 'secureConnect');
  expect(socket.alpnProtocol).toBe(chosen);
  const legs = await lab.until('TLS on both legs', ({ connections }) => {
    const all = [...connections.values()].map(({ tls }) => tls?.alpn);
    return all.length === 2 && all.every((alpn) => alpn !== undefined) && all;
  });
  expect(legs).toEqual([chosen, chosen]);
});

test('HTTP/2 passes through, and its frames are on both legs', async () => {
  const port = await listen(createSecureServer(secured(), (_req, res) => void res.end('secret')));
  const { lab, address } = await relayTo(`https://localhost:${port}`, true);
  const session = connectHttp2(address, { ca: lab.lab.ca });
  const stream = session.request({ ':path': '/two' });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe('secret');
  session.close();
  await lab.until(
    'the exchange on both legs',
    ({ exchanges }) =>
      exchanges.filter(({ status, streamId }) => status === 200 && streamId === 1).length === 2,
  );
});

test('a certificate that nobody vouches for is named, with the way out', async () => {
  const port = await listen(createSecureServer(secured(), (_req, res) => void res.end('secret')));
  const { lab, address } = await relayTo(`https://localhost:${port}`);
  const session = connectHttp2(address, { ca: lab.lab.ca });
  const stream = session.request({ ':path': '/' });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
  await once(stream, 'end');
  expect(headers[':status']).toBe(502);
  expect(text).toMatch(/certificate of https:\/\/localhost:\d+ /);
  expect(text).toContain('--upstream-insecure');
  await lab.until('the failed handshake', ({ connections }) =>
    [...connections.values()].some(
      ({ origin, closed }) => origin === 'upstream-server' && closed?.how === 'tls-failure',
    ),
  );
  session.destroy();
});

test('a server that is not there gets a 502 that says so, and is reached once it is', async () => {
  const port = await listen(createHttpServer());
  const gone = once(server as Server, 'close');
  server?.close();
  await gone;
  const { address } = await relayTo(`http://127.0.0.1:${port}`);
  const refused = await fetch(address);
  expect(refused.status).toBe(502);
  const text = await refused.text();
  expect(text).toContain(`Nothing listens at http://127.0.0.1:${port}`);
  expect(text).toContain('ECONNREFUSED');
  server = createHttpServer((_req, res) => res.end('back')).listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.on('connection', (socket: Socket) => sockets.add(socket));
  expect(await (await fetch(address)).text()).toBe('back');
});

test('a server that resets its connection resets the client’s, too', async () => {
  const port = await listen(
    createTcpServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    }),
  );
  const { lab, address } = await relayTo(`http://127.0.0.1:${port}`);
  await expect(fetch(address)).rejects.toThrow();
  const ends = await lab.until('both legs are reset', ({ connections }) => {
    const all = [...connections.values()].map(({ closed }) => closed && `${closed.how} by ${closed.by}`);
    return all.length === 2 && all.every((end) => end !== undefined) && all;
  });
  expect(ends).toEqual(['reset by server', 'reset by server']);
});

test('what a server said before it ended reaches a client that had ended already', async () => {
  const long = 'x'.repeat(2_000_000);
  const port = await listen(
    createTcpServer({ allowHalfOpen: true }, (socket) => {
      socket.resume().once('end', () => socket.end(long));
    }),
  );
  const { address } = await relayTo(`http://127.0.0.1:${port}`);
  const { connect } = await import('node:net');
  const client = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true });
  sockets.add(client);
  client.end('that is all');
  let received = 0;
  client.on('data', (bytes: Buffer) => (received += bytes.length));
  await once(client, 'end');
  expect(received).toBe(long.length);
});
