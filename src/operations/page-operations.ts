import type { CloseChoice, SentMessage } from '../../contract/lesson-actions/sockets.ts';
import type { OperationEvent, Transport } from '../../contract/operations.ts';
import { ORIGINS, type ClientOriginId, type OriginAddresses } from '../../contract/origin.ts';
import type { RawOptions } from '../../contract/raw.ts';
import type { Operation } from '../../trace/model.ts';
import type { LabLink } from '../feed/control.ts';
import type { Trust } from '../state/trust.svelte.ts';
import { CodeOperations } from './code-operations.ts';
import type { CodeGuest, CodePass, OpenRequest, Operations } from './operations.ts';
import { OperationReporter } from './reporter.ts';
import type { BrowserTransport, RunningOperation } from './transport.ts';

export interface PageOperationsOptions {
  readonly link: LabLink;
  readonly trust: Trust;
  readonly origins: () => OriginAddresses | undefined;
  /** What the recording knows of an operation, by its number. */
  readonly known: () => ReadonlyMap<number, Pick<Operation, 'client' | 'state' | 'transport'>>;
}

/* The contract lets no more be reserved at once. */
const MOST_RESERVED = 1_000;

/* One byte a character in UTF-8, so that a text of n characters is a message of n bytes. */
const FILLER = 'Hello, wire. ';

/** All, the first or the last of a list in order of age. */
function pick<T>(items: readonly T[], which: 'oldest' | 'newest' | 'all'): readonly T[] {
  if (which === 'all') return items;
  return which === 'oldest' ? items.slice(0, 1) : items.slice(-1);
}

/** An operation in this browser, with the report that began it. */
interface RunningHere {
  readonly operation: RunningOperation;
  readonly issued: OperationEvent;
}

/** Operations of this page: in this browser, or in the lab's Node client on its behalf. */
export class PageOperations implements Operations {
  readonly #options: PageOperationsOptions;
  readonly #reporter: OperationReporter;
  readonly #running = new Map<number, RunningHere>();
  readonly #guests = new Set<CodeGuest>();
  /** The numbers that code was given last and did not use, while nobody was given others since. */
  #spare: number[] = [];
  #highest = 0;

  constructor(options: PageOperationsOptions) {
    this.#options = options;
    this.#reporter = new OperationReporter(options.link);
  }

  async open(request: OpenRequest): Promise<number[]> {
    const address = this.#options.origins()?.[request.origin];
    if (address === undefined) throw new Error('The lab has not been reached yet. Nothing was opened.');
    if (request.client === 'browser') await this.#prepare(request.transport, request.origin, address);
    /* Loaded when the first thing is opened. */
    const { BROWSER_TRANSPORTS } = await import('./transports/registry.ts');
    const transport = BROWSER_TRANSPORTS[request.transport];
    const first = await this.#reserve(request.count);
    const ops = Array.from({ length: request.count }, (_, i) => first + i);
    if (request.client === 'node')
      await Promise.all(ops.map((op) => this.#openInNode(op, request, transport)));
    else for (const op of ops) this.#openHere(op, request, transport, address);
    return ops;
  }

  async admit(guest: CodeGuest, origins: readonly ClientOriginId[]): Promise<CodePass> {
    for (const origin of origins) {
      const address = this.#options.origins()?.[origin];
      if (address !== undefined) await this.#prepare('fetch', origin, address);
    }
    this.#guests.add(guest);
    return new CodeOperations({
      guest,
      running: this.#running,
      reporter: this.#reporter,
      reserve: async (count) => {
        if (this.#spare.length > 0) return this.#spare.splice(0);
        const first = await this.#reserve(count);
        return Array.from({ length: count }, (_, i) => first + i);
      },
      end: (unused) => {
        this.#guests.delete(guest);
        if (unused.at(-1) === this.#highest) this.#spare = [...unused];
      },
    });
  }

  async sendRaw(origin: ClientOriginId, raw: RawOptions): Promise<void> {
    const op = await this.#reserve(1);
    await this.#options.link.ask({ type: 'node-raw', op, origin, raw });
  }

  async close(op: number): Promise<void> {
    const here = this.#running.get(op);
    const known = this.#options.known().get(op);
    if (here) {
      here.operation.close();
      this.#running.delete(op);
    } else if (known?.client === 'node') {
      await this.#options.link.ask({ type: 'node-close', op });
    } else if (known && known.state !== 'closed') {
      throw new Error(
        `Operation ${op} belongs to another page or program. Close it there, or cut its connection.`,
      );
    }
  }

  async closeAll(): Promise<void> {
    for (const guest of this.#guests) guest.stop();
    const inNode = [...this.#options.known()].filter(
      ([, { client, state }]) => client === 'node' && state !== 'closed',
    );
    await Promise.all([...this.#running.keys(), ...inNode.map(([op]) => op)].map((op) => this.close(op)));
  }

  async closeSome({ which, transport, code, reason }: CloseChoice): Promise<number> {
    const open = [...this.#options.known()]
      .filter(([, known]) => known.state !== 'closed' && (!transport || known.transport === transport))
      .map(([op]) => op)
      .filter((op) => this.#running.has(op) || this.#options.known().get(op)?.client === 'node')
      .sort((a, b) => a - b);
    const chosen = pick(open, which);
    for (const op of chosen) {
      const here = this.#running.get(op);
      if (!here || code === undefined) await this.close(op);
      else {
        here.operation.close(code, reason);
        this.#running.delete(op);
      }
    }
    return chosen.length;
  }

  sendMessage(bytes: number): number {
    return this.send({ which: 'all', bytes, binary: false });
  }

  send({ which, text, bytes = 0, binary }: SentMessage): number {
    const content = text ?? FILLER.repeat(Math.ceil(bytes / FILLER.length)).slice(0, bytes);
    const data = binary ? new TextEncoder().encode(content) : content;
    const sockets = [...this.#running.values()].filter(({ operation }) => operation.isOpen?.());
    let count = 0;
    for (const { operation } of pick(sockets, which)) if (operation.send?.(data)) count += 1;
    return count;
  }

  /**
   * The lab was started again. What runs in this browser goes on, and browsers
   * reconnect by themselves, so the new lab is told of it and must not give these numbers again.
   */
  meetLab(): void {
    this.#spare = [];
    this.#reporter.forget();
    for (const { issued } of this.#running.values()) {
      this.#reporter.add({ ...issued, detail: 'issued before the lab was started again' });
    }
    /* Code that runs may still use numbers it was given. */
    const given = this.#guests.size > 0 ? this.#highest : 0;
    const highest = Math.min(MOST_RESERVED, Math.max(given, ...this.#running.keys()));
    if (highest > 0)
      this.#options.link.ask({ type: 'reserve-operations', count: highest }).catch(reportError);
  }

  /** The page is going away: says so while it still can. */
  leave(): void {
    for (const guest of this.#guests) guest.stop();
    for (const { operation } of this.#running.values()) operation.close();
    this.#reporter.flush();
  }

  /** The first of `count` operation numbers that nobody has. */
  async #reserve(count: number): Promise<number> {
    const first = await this.#options.link.ask({ type: 'reserve-operations', count });
    if (first === undefined) throw new Error('The lab gave no operation number. Nothing was opened.');
    this.#spare = [];
    this.#highest = first + count - 1;
    return first;
  }

  /** TLS origins must be trusted; a WebSocket joins an HTTP/2 connection only when one is already open (RFC 8441). */
  async #prepare(transport: Transport, origin: ClientOriginId, address: string): Promise<void> {
    const { trust } = this.#options;
    if (!address.startsWith('https:')) return;
    const state =
      transport === 'websocket' && origin === 'http2'
        ? await trust.probe(origin)
        : await trust.ensure(origin);
    if (state === 'untrusted') {
      throw new Error(
        `This browser does not trust the lab's certificate yet, so it cannot reach ${ORIGINS[origin].label}. Nothing was opened.`,
      );
    }
  }

  async #openInNode(
    op: number,
    { transport, origin, path, herd, http2 }: OpenRequest,
    { path: usualPath }: BrowserTransport,
  ): Promise<void> {
    const target = new URL(path ?? usualPath, 'http://lab');
    target.searchParams.set('op', String(op));
    const question = {
      type: 'node-open',
      op,
      transport,
      origin,
      path: target.pathname + target.search,
      ...(herd && { herd }),
      ...(http2 && { http2 }),
    } as const;
    await this.#options.link.ask(question);
  }

  #openHere(
    op: number,
    { transport, origin, path, ...options }: OpenRequest,
    { path: usualPath, start }: BrowserTransport,
    address: string,
  ): void {
    const url = new URL(path ?? usualPath, address);
    url.searchParams.set('op', String(op));
    const base = { op, client: 'browser' } as const;
    const issued: OperationEvent = { ...base, event: 'issued', transport, origin, url: url.href };
    this.#reporter.add(issued);
    let isOver = false;
    try {
      const operation = start({
        op,
        url,
        options,
        report: (event, details) => {
          this.#reporter.add({ ...base, event, ...details });
          if (event !== 'closed') return;
          isOver = true;
          this.#running.delete(op);
        },
      });
      if (!isOver) this.#running.set(op, { operation, issued });
    } catch (error) {
      this.#reporter.add({ ...base, event: 'error', detail: String(error).slice(0, 1_000) });
      this.#reporter.add({ ...base, event: 'closed', detail: 'it could not be started' });
    }
  }
}
