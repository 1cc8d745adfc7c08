import type { Seen } from './held-clients.ts';
import type { ServerKind, ServerMemory } from './held-server.ts';
import { Unmeasurable } from '../figure.ts';
import { Child } from './child.ts';

export type ClientKind = 'sse' | 'ws';

/** How many of each kind are to be held. */
export const WANTED = 10_000;
/** What a server has open besides its connections. */
const OTHER_FILES = 100;
/** Each address of the loopback network has ports of its own; other systems have one address there. */
const ADDRESSES = process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'] : [];
const PATHS = { sse: '/sse?topic=held', ws: '/ws?mode=feed&topic=held' } as const;

interface Limits {
  readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } };
}

/** How many connections of both kinds together one process may hold here. Throws Unmeasurable when even one kind is too many. */
export function connectionLimit(): number {
  const { userLimits } = process.report.getReport() as Limits;
  const files = userLimits?.open_files?.soft;
  if (typeof files !== 'number') return 2 * WANTED;
  if (files < WANTED + OTHER_FILES) {
    throw new Unmeasurable(
      `A process may open ${files} files here, and ${WANTED} connections need ${WANTED + OTHER_FILES}. ` +
        `Run "ulimit -n ${2 * WANTED + OTHER_FILES}" first; if that is refused, raise the hard limit (on Linux: "nofile" in /etc/security/limits.conf).`,
    );
  }
  return Math.min(2 * WANTED, files - OTHER_FILES);
}

/** A process that holds connections, and the processes of its clients. */
export class HeldServer {
  readonly #server: Child;
  readonly #clients: Child[] = [];
  #port = 0;
  #marks = 0;

  private constructor(kind: ServerKind) {
    this.#server = new Child('./held-server.ts', [kind], ['--expose-gc']);
  }

  static async start(kind: ServerKind): Promise<HeldServer> {
    const held = new HeldServer(kind);
    held.#port = await held.#server.heard<number>();
    return held;
  }

  memory(): Promise<ServerMemory> {
    return this.#server.ask<ServerMemory>({ ask: 'memory' });
  }

  /** Opens so many and resolves when all of them are answered. */
  async open(kind: ClientKind, count: number): Promise<void> {
    this.#clients.push(await openClients(kind, this.#port, count));
  }

  /** Publishes one event of some text to all of them. */
  async fanOut(): Promise<FanOut> {
    const mark = `mark-${(this.#marks += 1)}-`;
    for (const client of this.#clients) await client.ask({ mark });
    const before = await this.#processorUs();
    const publishedAt = now();
    this.#server.tell({ publish: `${mark}${'.'.repeat(100)}` });
    const seen = await Promise.all(this.#clients.map((client) => client.heard<Seen>()));
    const processorUs = (await this.#processorUs()) - before;
    return { ms: Math.max(...seen.map(({ lastAt }) => lastAt)) - publishedAt, processorUs };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#clients, this.#server].map((child) => child.stop()));
  }

  #processorUs(): Promise<number> {
    return this.#server.ask<number>({ ask: 'processor' });
  }
}

/** What sending one event to every client took. */
export interface FanOut {
  /** Until the last client had read it. */
  readonly ms: number;
  /** Processor time of the server. */
  readonly processorUs: number;
}

/** Milliseconds of a clock that all processes of a machine share. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Clients of a port of this machine in a process of their own. Resolves when all of them are answered. */
export async function openClients(
  kind: ClientKind,
  port: number,
  count: number,
  path: string = PATHS[kind],
): Promise<Child> {
  const args = [kind, String(port), path, String(count), ...ADDRESSES];
  const clients = new Child('./held-clients.ts', args);
  try {
    await clients.heard();
    return clients;
  } catch (error) {
    await clients.stop();
    throw error;
  }
}
