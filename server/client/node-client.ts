import { herdWords, MAX_HERD, type HerdOptions } from '../../contract/herd.ts';
import type { Http2ClientSettings } from '../../contract/http2-client.ts';
import type { OperationEvent, Transport } from '../../contract/operations.ts';
import type { ClientOriginId, OriginAddresses } from '../../contract/origin.ts';
import { RAW_CARRIER_TEXTS, type RawOptions } from '../../contract/raw.ts';
import type { Clock } from '../context.ts';
import { createConnections, type Connections } from './connections.ts';
import { raw } from './raw.ts';
import { isHerdTransport, reconnecting } from './reconnecting.ts';
import { NODE_TRANSPORTS } from './registry.ts';
import { shorten, type NodeTransport, type ReportDetails } from './transport.ts';

/** How many operations run at once. */
export const MAX_OPERATIONS = 1_000;

export interface NodeClientOptions {
  readonly origins: OriginAddresses;
  /** The lab's CA, as PEM. */
  readonly ca: string;
  readonly clock: Clock;
  /** Is told what happens to each operation, at the moment it happens. */
  readonly report: (event: OperationEvent) => void;
}

export interface NodeOperation {
  readonly op: number;
  readonly transport: Transport;
  readonly origin: ClientOriginId;
  /** Path and query on that origin, with `?op=`. */
  readonly path: string;
  /** It is one of a herd, and comes back after every loss. */
  readonly herd?: HerdOptions;
  /** What its own HTTP/2 connection announces. Left out: it shares one with the other operations. */
  readonly http2?: Http2ClientSettings;
}

/** Bytes to be sent as they are. */
export interface RawOperation {
  readonly op: number;
  readonly origin: ClientOriginId;
  readonly raw: RawOptions;
}

/** A client that is no browser: it takes pushes, keeps to no limit of six, and needs nobody to trust a certificate. */
export interface NodeClient {
  /** Starts an operation; `report` tells the rest. Throws, with a message for people, when it cannot be started. */
  open(operation: NodeOperation): void;
  /** The same for bytes of one's own making. */
  send(operation: RawOperation): void;
  /** Ends an operation. One that is over, or was never there, is left alone. */
  close(op: number): void;
  /** Ends them all, and every connection. Resolves when the last of them has been reported closed. */
  closeAll(): Promise<void>;
}

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  readonly isHerd: boolean;
}

interface Beginning extends Pick<NodeOperation, 'op' | 'origin'> {
  readonly url: URL;
  readonly start: NodeTransport;
  /** What the first report says besides. */
  readonly issued: Pick<OperationEvent, 'transport' | 'raw' | 'detail'>;
  /** Connections of its own, which end with it. Left out: those that operations share. */
  readonly own?: Connections;
  readonly isHerd?: boolean;
}

export function createNodeClient({ origins, ca, clock, report }: NodeClientOptions): NodeClient {
  const connections = createConnections(ca);
  const running = new Map<number, Running>();

  function transportOf({ op, transport, herd }: NodeOperation): NodeTransport {
    if (herd === undefined) return NODE_TRANSPORTS[transport];
    if (!isHerdTransport(transport)) throw new Error('A herd speaks SSE or WebSocket.');
    const members = [...running.values()].filter(({ isHerd }) => isHerd).length;
    if (members >= MAX_HERD) {
      throw new Error(`The herd has ${MAX_HERD} clients, which is its limit. Close some first.`);
    }
    return reconnecting(transport, herd, op);
  }

  /** The address of an origin. Throws when there is no room for an operation, or no such origin. */
  function admit(op: number, origin: ClientOriginId): string {
    if (running.has(op))
      throw new Error(`Operation ${op} runs already. Give the new one a number of its own.`);
    if (running.size >= MAX_OPERATIONS) {
      throw new Error(
        `The Node client runs ${MAX_OPERATIONS} operations, which is its limit. Close some first.`,
      );
    }
    const address = origins[origin];
    if (address === undefined) {
      throw new Error('No server of yours was named. Start the lab with --upstream <address>.');
    }
    return address;
  }

  /** Runs a transport, and reports what happens from `issued` to `closed`. */
  function begin({ op, origin, url, start, issued, own = connections, isHerd = false }: Beginning): void {
    const abort = new AbortController();
    let over = false;
    const tell = (event: OperationEvent['event'], details: ReportDetails = {}): void => {
      if (!over) report({ op, client: 'node', event, ...details });
      over ||= event === 'closed';
    };
    report({ op, client: 'node', event: 'issued', origin, url: url.href, ...issued });

    const run = async (): Promise<void> => {
      let ending: string;
      try {
        ending = await start({ origin, url, connections: own, clock, signal: abort.signal, report: tell });
      } catch (error) {
        if (!abort.signal.aborted) tell('error', { detail: shorten(String(error)) });
        ending = 'it failed';
      }
      if (own !== connections) own.close();
      running.delete(op);
      tell('closed', { detail: abort.signal.aborted ? 'it was closed' : ending });
    };
    // Registered before it runs, so that it can take itself off again.
    const ended = Promise.resolve().then(run);
    running.set(op, { abort, ended, isHerd });
  }

  function open(operation: NodeOperation): void {
    const { op, transport, origin, path, herd, http2 } = operation;
    const address = admit(op, origin);
    const url = new URL(address + path);
    // A path such as `@elsewhere/` would lead away from the lab.
    if (url.origin !== address) throw new Error('The path does not lead to an origin of this lab.');
    if (http2 && origin !== 'http2') throw new Error('HTTP/2 settings are for the origin http2 only.');
    const start = transportOf(operation);
    begin({
      op,
      origin,
      url,
      start,
      issued: { transport, ...(herd && { detail: herdWords(herd) }) },
      ...(http2 && { own: createConnections(ca, http2) }),
      isHerd: herd !== undefined,
    });
  }

  function send({ op, origin, raw: options }: RawOperation): void {
    const url = new URL(admit(op, origin));
    const detail = `${options.hex.length / 2} raw bytes over ${RAW_CARRIER_TEXTS[options.carrier].label}`;
    begin({ op, origin, url, start: raw(options), issued: { raw: true, detail } });
  }

  return {
    open,
    send,
    close: (op) => running.get(op)?.abort.abort(),
    async closeAll() {
      const all = [...running.values()];
      for (const { abort } of all) abort.abort();
      await Promise.all(all.map(({ ended }) => ended));
      connections.close();
    },
  };
}
