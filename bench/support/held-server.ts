import { createChannel, createSession } from 'better-sse';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { EndpointContext } from '../../server/context.ts';
import { createEndpoints } from '../../server/endpoints/app.ts';
import { createLab } from '../../server/lab.ts';
import { createUntapped } from './untapped.ts';

/*
 * A server that holds connections, in a process of its own so that what it uses is nobody else's: held-server.ts <kind>.
 * It answers {memory}, {publish} and {processor}.
 */

export type ServerKind = 'lab' | 'untapped' | 'better-sse' | 'ws';
export type ServerQuestion = { readonly ask: 'memory' | 'processor' } | { readonly publish: string };
export interface ServerMemory {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** The topic that nothing but this program publishes to. */
export const TOPIC = 'held';

interface Held {
  readonly port: number;
  readonly publish: (data: string) => void;
}

/** No heartbeats, so that what is sent is what is measured. */
const settings = { heartbeatMs: 0 };
const folder = await mkdtemp(join(tmpdir(), 'wire101-held-'));
process.once('disconnect', () => process.exit());
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const portOf = (origin: string): number => Number(new URL(origin).port);

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const KINDS: Readonly<Record<ServerKind, () => Promise<Held>>> = {
  async lab() {
    const lab = await createLab({ basePort: 0, dataFolder: folder, feed: false, settings });
    return { port: portOf(lab.addresses.http1), publish: (data) => void lab.log.append(TOPIC, { data }) };
  },
  async untapped() {
    let context: EndpointContext | undefined;
    const create = (given: EndpointContext): ReturnType<typeof createEndpoints> => {
      context = given;
      return createEndpoints(given);
    };
    const { http1 } = await createUntapped(folder, create, settings);
    return { port: portOf(http1), publish: (data) => void context?.log.append(TOPIC, { data }) };
  },
  async 'better-sse'() {
    const channel = createChannel();
    const server = createServer((req, res) => {
      void createSession(req, res, { keepAlive: null }).then((session) => channel.register(session));
    });
    return { port: await listen(server), publish: (data) => void channel.broadcast(data) };
  },
  async ws() {
    const server = createServer();
    const sockets = new WebSocketServer({ server, perMessageDeflate: false });
    return {
      port: await listen(server),
      publish: (data) => {
        for (const socket of sockets.clients) socket.send(data);
      },
    };
  },
};

const { port, publish } = await KINDS[process.argv[2] as ServerKind]();

function memory(): ServerMemory {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed + external };
}

process.on('message', (question: ServerQuestion) => {
  if ('publish' in question) publish(question.publish);
  else if (question.ask === 'memory') process.send?.(memory());
  else {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  }
});
process.send?.(port);
