import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { stubEndpoints } from '../../server/testing/test-lab.ts';

/** Text from a stream as it comes. */
export function reader(stream: NodeJS.ReadableStream) {
  let seen = '';
  let wake = (): void => {};
  stream.on('data', (bytes: Buffer) => {
    seen += bytes.toString('latin1');
    wake();
  });
  stream.on('error', () => {});
  return {
    seen: () => seen,
    async until(text: string): Promise<void> {
      while (!seen.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

/** What the stub at /gzip begins with. */
export const COMPRESSED_EVENT = 'id: 2\ndata: x\n\n';

/** Endpoints whose every answer stays open, for a test to write into. */
export interface FaultStub {
  readonly createEndpoints: ReturnType<typeof stubEndpoints>;
  /** Responses by path; the test ends them. */
  readonly responses: ReadonlyMap<string, NodeJS.WritableStream>;
  /** The Upgrade header of each request that was no upgrade. */
  readonly upgradeHeaders: readonly string[];
}

/**
 * `onUpgraded` gets each connection that is upgraded, before anything is written. `/plain` then answers `ready`; others are
 * WebSockets.
 */
export function createFaultStub(onUpgraded: (socket: Duplex) => void): FaultStub {
  const responses = new Map<string, NodeJS.WritableStream>();
  const upgradeHeaders: string[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket) => socket.ping());
  const open = (path: string | undefined, response: NodeJS.WritableStream): void => {
    responses.set(path ?? '', response);
    if (path === '/gzip') response.write(gzipSync(COMPRESSED_EVENT));
    response.write(`open ${path}\n\n`);
  };
  const createEndpoints = stubEndpoints({
    http1(request, response) {
      upgradeHeaders.push(String(request.headers.upgrade));
      if (request.url === '/ws') response.writeHead(426).end();
      else open(request.url, response.writeHead(200, { 'content-type': 'text/event-stream' }));
    },
    http2: (request, response) => open(request.url, response),
    onUpgrade(request, socket, head) {
      onUpgraded(socket);
      if (request.url === '/plain') socket.write('ready');
      else sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client));
    },
  });
  return { createEndpoints, responses, upgradeHeaders };
}
