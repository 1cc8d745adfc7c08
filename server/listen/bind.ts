import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SetupError } from '../setup-error.ts';

/** Where `localhost` may lead: clients try one or the other first. */
const LOOPBACKS = ['127.0.0.1', '::1'] as const;
/** How often another free port is tried when one is free on the first address only. */
const FREE_PORT_TRIES = 10;

/** One port, on one or two addresses. Sockets that come before `start` wait for it. */
export class Listener {
  readonly port: number;
  readonly #hosts: readonly string[];
  #servers: readonly Server[] = [];
  readonly #early: Socket[] = [];
  #accept: ((socket: Socket) => void) | undefined;
  #open = 0;
  #isHolding = false;

  private constructor(port: number, hosts: readonly string[], servers: readonly Server[]) {
    this.port = port;
    this.#hosts = hosts;
    this.#take(servers);
  }

  #take(servers: readonly Server[]): void {
    this.#servers = servers;
    for (const server of servers) {
      server.on('connection', (socket) => {
        if (this.#accept === undefined || this.#isHolding) this.#early.push(socket);
        else this.#accept(socket);
      });
    }
  }

  /** Listens on `port` (0: any free one) of `host` (undefined: loopback, IPv4 and IPv6). Rejects with SetupError. */
  static async bind(port: number, host: string | undefined): Promise<Listener> {
    const hosts = host === undefined ? LOOPBACKS : [host];
    const [first = '', ...others] = hosts;
    for (let attempt = 1; ; attempt++) {
      const servers = [await listen(port, first)];
      const bound = (servers[0]?.address() as AddressInfo).port;
      try {
        for (const other of others) servers.push(await listen(bound, other));
        return new Listener(bound, hosts, servers);
      } catch (error) {
        // A machine without IPv6 has no ::1, and does not need it.
        if (isMissingAddress(error)) return new Listener(bound, hosts.slice(0, 1), servers);
        await Promise.all(servers.map(closeServer));
        if (port !== 0 || attempt === FREE_PORT_TRIES) throw error;
      }
    }
  }

  readonly #closed = (): void => void (this.#open -= 1);

  /** `max` connections at once are accepted; `refuse` does away with each one more. */
  start(accept: (socket: Socket) => void, max: number, refuse: (socket: Socket) => void): void {
    this.#accept = (socket) => {
      if (this.#open >= max) {
        refuse(socket);
        return;
      }
      this.#open += 1;
      socket.on('close', this.#closed);
      accept(socket);
    };
    for (const socket of this.#early.splice(0)) this.#accept(socket);
  }

  /**
   * Opens the port again after `stop`; sockets wait for `release`. Rejects with SetupError when another program has the
   * port by now.
   */
  async reopen(): Promise<void> {
    const servers: Server[] = [];
    try {
      for (const host of this.#hosts) servers.push(await listen(this.port, host));
    } catch (error) {
      await Promise.all(servers.map(closeServer));
      throw error;
    }
    this.#isHolding = true;
    this.#take(servers);
  }

  /** Hands on the sockets that came since `reopen`, and those to come. */
  release(): void {
    this.#isHolding = false;
    const accept = this.#accept;
    if (accept !== undefined) for (const socket of this.#early.splice(0)) accept(socket);
  }

  /** Takes no new connections. Those that are open stay. */
  stop(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#early.splice(0)) socket.destroy();
  }
}

function listen(port: number, host: string): Promise<Server> {
  // Half-open, as node:http listens: a client may end its side and still wait for the response (RFC 9112 §9.6).
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port, host)));
    server.listen({ port, host }, () => resolve(server));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function isMissingAddress(error: unknown): boolean {
  const { code } = (error as Error).cause as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function portError(error: NodeJS.ErrnoException, port: number, host: string): SetupError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use already. Stop the program that uses it, or choose another with --port <number>.`,
    EACCES: `Port ${port} needs more rights than this program has. Choose another with --port <number>.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Choose another with --host <address>.`,
    ENOTFOUND: `The host ${host} is not known. Choose another with --host <address>.`,
  };
  const message = reasons[error.code ?? ''] ?? `Port ${port} of ${host} cannot be opened: ${error.message}`;
  return new SetupError(message, { cause: error });
}

/** Says in the clear that the port is full. */
export function answerFull(socket: Socket): void {
  socket.on('error', () => {});
  const body = JSON.stringify({
    error: 'This port has as many connections as it takes. Close some and try again.',
  });
  const length = Buffer.byteLength(body);
  socket
    .resume()
    .end(
      `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
}

/** Where only TLS is understood, the end is all that can be said. */
export function cutFull(socket: Socket): void {
  socket.on('error', () => {});
  socket.resetAndDestroy();
}
