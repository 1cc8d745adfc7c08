import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { removeTestDataFolder, startTestLab, stubEndpoints, type TestLab } from '../testing/test-lab.ts';
import { resetSocket } from './reset.ts';

/** More than the system takes for a client that does not read. */
const MUCH = Buffer.alloc(16_000_000, 'x');

describe('a reset', () => {
  let server: Server;
  const sockets: Socket[] = [];
  /** Both ends of a connection. */
  const open = async (): Promise<[client: Socket, accepted: Socket]> => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as { port: number }).port, '127.0.0.1').pause();
    const [accepted] = (await once(server, 'connection')) as [Socket];
    sockets.push(client, accepted);
    for (const socket of sockets) socket.on('error', () => {});
    return [client, accepted];
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is a RST to the other end', async () => {
    const [client, accepted] = await open();
    const failed = once(client, 'error');
    client.resume();
    expect(resetSocket(accepted)).toBe(true);
    await once(accepted, 'close');
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('only closes what has an end on its way: the system would refuse the RST', async () => {
    const [client, accepted] = await open();
    accepted.end();
    expect(resetSocket(accepted)).toBe(false);
    await once(accepted, 'close');
    const ended = once(client, 'end');
    client.resume();
    await ended;
  });

  it('closes what waits with its end behind bytes that nobody takes', async () => {
    const [, accepted] = await open();
    // As the tap does it: past the queue of the stream, so that the end is asked for while the system still has bytes.
    accepted._write(MUCH, 'buffer' as BufferEncoding, () => {});
    accepted.end();
    const closed = once(accepted, 'close');
    expect(resetSocket(accepted)).toBe(false);
    await closed;
  });

  it('does nothing to what is closed already', async () => {
    const [, accepted] = await open();
    accepted.destroy();
    await once(accepted, 'close');
    resetSocket(accepted);
    expect(accepted.destroyed).toBe(true);
  });
});

describe('a connection that is cut while its end waits', () => {
  let lab: TestLab;
  const clients: Socket[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(removeTestDataFolder);

  const ask = (origin: 'http1' | 'http1tls'): Socket => {
    const at = { port: lab.port(origin), host: '127.0.0.1' };
    const client =
      origin === 'http1' ? connect(at) : connectTls({ ...at, ca: lab.ca, servername: 'localhost' });
    clients.push(client);
    client.on('error', () => {}).pause();
    client.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
    return client;
  };
  /** A client that does not read the long answer it has asked for. */
  const begin = async (origin: 'http1' | 'http1tls'): Promise<Socket> => {
    lab = await startTestLab({
      createEndpoints: stubEndpoints({ http1: (_request, response) => void response.end(MUCH) }),
    });
    const client = ask(origin);
    await lab.record('chunk', ({ direction }) => direction === 'server-to-client');
    return client;
  };

  it.each(['http1', 'http1tls'] as const)('is closed and forgotten (%s)', async (origin) => {
    await begin(origin);
    const connection = lab.connections.get(1);
    connection.halfClose('server-to-client');
    connection.cut();
    await lab.record('connection-closed');
    expect(lab.connections.size).toBe(0);
    await lab.close();
  });

  it.each(['http1', 'http1tls'] as const)('can be reset by whoever holds the tap (%s)', async (origin) => {
    let reset = (): void => {};
    lab = await startTestLab({
      createEndpoints: stubEndpoints({
        http1: (request) => {
          reset = () => void (request.socket as unknown as { resetAndDestroy(): void }).resetAndDestroy();
        },
      }),
    });
    ask(origin);
    await lab.record('chunk');
    reset();
    expect(await lab.record('connection-closed')).toMatchObject({ by: 'server', how: 'reset' });
    await lab.close();
  });

  it('does not keep the lab from ending when it is in the middle of it', async () => {
    const client = await begin('http1');
    lab.connections.get(1).halfClose('server-to-client');
    const closing = lab.close();
    lab.connections.get(1).cut();
    await closing;
    expect(client.destroyed).toBe(false);
    expect(lab.connections.size).toBe(0);
  });
});
