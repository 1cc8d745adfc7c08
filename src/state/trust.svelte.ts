import { ORIGINS, type OriginAddresses, type OriginId } from '../../contract/origin.ts';

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
  #states = $state.raw<Readonly<Record<OriginId, TrustState>>>({
    http1: 'trusted',
    http2: 'unknown',
    http1tls: 'unknown',
  });
  #probing = $state(false);

  constructor(addresses: () => OriginAddresses | undefined) {
    this.#addresses = addresses;
  }

  /** Reactive. */
  get states() {
    return this.#states;
  }
  /** Reactive. */
  get probing() {
    return this.#probing;
  }
  /** Reactive. The TLS origins that this browser refuses. */
  get untrusted(): readonly OriginId[] {
    return (Object.keys(this.#states) as OriginId[]).filter((id) => this.#states[id] === 'untrusted');
  }

  /** Tries an origin unless it is known to be trusted. */
  async ensure(origin: OriginId): Promise<TrustState> {
    return this.#states[origin] === 'trusted' ? 'trusted' : this.probe(origin);
  }

  /**
   * Tries an origin with a plain fetch. With credentials: the connection it leaves behind is then in the pool that the
   * operations use, and WebSocket over HTTP/2 needs one that is already open.
   */
  async probe(origin: OriginId): Promise<TrustState> {
    const address = this.#addresses()?.[origin];
    if (address === undefined || !ORIGINS[origin].secure) return this.#states[origin];
    this.#probing = true;
    try {
      await fetch(`${address}/hello?probe=trust`, {
        credentials: 'include',
        cache: 'no-store',
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      return this.#set(origin, 'trusted');
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
      if (timedOut || !(await isLabUp())) return this.#states[origin];
      return this.#set(origin, 'untrusted');
    } finally {
      this.#probing = false;
    }
  }

  #set(origin: OriginId, state: TrustState): TrustState {
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
