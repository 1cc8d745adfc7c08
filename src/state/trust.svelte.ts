import {
  CLIENT_ORIGIN_IDS,
  isSecure,
  type ClientOriginId,
  type OriginAddresses,
} from '../../contract/origin.ts';

/** `unknown` until it was tried, or when the try told nothing. */
export type TrustState = 'unknown' | 'trusted' | 'untrusted';

/* A probe that is not answered in this time waits behind other streams; it says nothing about the certificate. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Whether this browser accepts the lab's certificate. A page cannot read why a fetch failed (Fetch Standard: a network
 * error says nothing), so: the lab says that the origin is up, and yet this browser cannot reach it.
 */
export class Trust {
  readonly #addresses: () => OriginAddresses | undefined;
  #states = $state.raw<Readonly<Partial<Record<ClientOriginId, TrustState>>>>({});
  #probing = $state(false);

  constructor(addresses: () => OriginAddresses | undefined) {
    this.#addresses = addresses;
  }

  /** Reactive for the origins over TLS; those in the clear need no trust. */
  stateOf(origin: ClientOriginId): TrustState {
    const addresses = this.#addresses();
    if (addresses && !isSecure(addresses, origin)) return 'trusted';
    return this.#states[origin] ?? 'unknown';
  }
  /** Reactive. */
  get probing() {
    return this.#probing;
  }
  /** Reactive. The TLS origins that this browser refuses. */
  get untrusted(): readonly ClientOriginId[] {
    return CLIENT_ORIGIN_IDS.filter((id) => this.#states[id] === 'untrusted');
  }

  /** Tries an origin unless it is known to be trusted. */
  async ensure(origin: ClientOriginId): Promise<TrustState> {
    return this.stateOf(origin) === 'trusted' ? 'trusted' : this.probe(origin);
  }

  /**
   * Tries an origin with a plain fetch. With credentials: the connection it leaves behind is then in the pool that the
   * operations use, and WebSocket over HTTP/2 needs one that is already open.
   */
  async probe(origin: ClientOriginId): Promise<TrustState> {
    const addresses = this.#addresses();
    const address = addresses?.[origin];
    if (!addresses || !address || !isSecure(addresses, origin)) return this.stateOf(origin);
    this.#probing = true;
    try {
      await fetch(`${address}${origin === 'upstream' ? '/' : '/hello?_probe=trust'}`, {
        credentials: 'include',
        // The user's own server need not answer to this page: being reached is enough.
        ...(origin === 'upstream' ? { mode: 'no-cors' } : {}),
        cache: 'no-store',
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      return this.#set(origin, 'trusted');
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
      if (timedOut || !(await isLabUp())) return this.stateOf(origin);
      return this.#set(origin, 'untrusted');
    } finally {
      this.#probing = false;
    }
  }

  #set(origin: ClientOriginId, state: TrustState): TrustState {
    this.#states = { ...this.#states, [origin]: state };
    return state;
  }
}

async function isLabUp(): Promise<boolean> {
  try {
    return (await fetch('/api/health', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
