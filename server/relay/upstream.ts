import { decodeClientHello } from '../../wire/tls/client-hello.ts';
import type { LabCertificates } from '../certificates/certificates.ts';
import type { LiveSettings } from '../context.ts';
import { MAX_CONNECTIONS } from '../limits.ts';
import { answerFull, cutFull, type Listener } from '../listen/bind.ts';
import { peekClientHello } from '../listen/client-hello.ts';
import { createTlsAcceptor } from '../listen/tls.ts';
import type { Connection } from '../tap/connection.ts';
import type { Tap } from '../tap/tap.ts';
import { answerUnreachable } from './bad-gateway.ts';
import { carry } from './carry.ts';
import { dial, openSocket, secure, type Dialled, type DialOptions } from './dial.ts';
import { explainFailure, type Unreachable } from './failures.ts';
import type { UpstreamAddress } from './upstream-address.ts';

/** What a relay understands: it is how the views read the bytes. */
const KNOWN_PROTOCOLS: readonly string[] = ['h2', 'http/1.1'];
/** How long a client may take for its first TLS record. */
const FIRST_RECORD_MS = 20_000;

export interface UpstreamOptions extends DialOptions {
  readonly listener: Listener;
  readonly certificates: LabCertificates;
  readonly settings: LiveSettings;
}

type Leg = Dialled | Unreachable;

/**
 * Relays each connection to the user's own server, byte by byte: nothing is read, changed or answered on the way. Both
 * legs are recorded. Over TLS the lab shows its own certificate, and lets ALPN choose what the user's server has chosen.
 */
export function startUpstream(options: UpstreamOptions): void {
  const { address, listener, connections } = options;
  const take = address.secure
    ? createSecureTake(options)
    : (client: Connection) => takeClear(options, client);
  listener.start(
    (socket) => {
      const client = connections.accept('upstream', socket, { secure: address.secure });
      if (!connections.refuses(client)) take(client);
    },
    MAX_CONNECTIONS,
    address.secure ? cutFull : answerFull,
  );
}

function takeClear(options: UpstreamOptions, client: Connection): void {
  const tap = client.tapOn(client.raw);
  void dial(options, client, []).then((leg) => join(client, tap, leg));
}

function createSecureTake(options: UpstreamOptions): (client: Connection) => void {
  const { certificates, settings, recorder, clock } = options;
  const legs = new Map<Connection, Leg>();
  const acceptors = new Map<string, (client: Connection) => void>();
  const acceptorFor = (alpn: readonly string[]): ((client: Connection) => void) => {
    const key = alpn.join();
    const known = acceptors.get(key);
    if (known !== undefined) return known;
    const made = createTlsAcceptor({
      certificate: certificates.certificate,
      key: certificates.key,
      alpn,
      settings,
      recorder,
      clock,
      secured(client, socket) {
        const leg = legs.get(client);
        legs.delete(client);
        if (leg !== undefined) join(client, client.tapOn(socket), leg);
      },
    });
    acceptors.set(key, made);
    return made;
  };

  return (client) => {
    const { raw } = client;
    // Until TLS takes over: a client that leaves here is told of when the connection closes.
    raw.on('error', () => {});
    const stopWaiting = clock.after(FIRST_RECORD_MS, () => raw.destroy());
    raw.once('close', stopWaiting);
    const onEnd = (): void => void raw.end();
    raw.once('end', onEnd);
    peekClientHello(raw, (hello) => {
      stopWaiting();
      raw.off('end', onEnd);
      const offered = hello === undefined ? [] : decodeClientHello(hello).alpn;
      const alpn = KNOWN_PROTOCOLS.filter((protocol) => offered.includes(protocol));
      void dial(options, client, alpn).then((leg) => {
        if (raw.destroyed) {
          if ('tap' in leg) leg.tap.destroy();
          return;
        }
        legs.set(client, leg);
        // A client that goes away in the middle of its handshake leaves nobody to carry anything for.
        raw.once('close', () => {
          if (legs.delete(client) && 'tap' in leg) leg.tap.destroySoon();
        });
        const chosen = 'tap' in leg ? (leg.alpn === undefined ? [] : [leg.alpn]) : alpn;
        acceptorFor(chosen)(client);
        // Whoever looked at the first record has paused it: the acceptor looks again.
        raw.resume();
      });
    });
  };
}

function join(client: Connection, tap: Tap, leg: Leg): void {
  if (!('tap' in leg)) answerUnreachable(tap, leg);
  else if (tap.destroyed) leg.tap.destroy();
  else {
    carry(
      { stream: tap, reset: () => client.crash() },
      { stream: leg.tap, reset: () => leg.connection.crash() },
    );
  }
}

/** Opens one connection to the user's server and closes it again. Answers with what is wrong, in words, or with undefined. */
export async function tryUpstream(
  address: UpstreamAddress,
  clock: DialOptions['clock'],
): Promise<Unreachable | undefined> {
  try {
    const socket = await openSocket(address, clock);
    if (address.secure) (await secure(socket, address, KNOWN_PROTOCOLS, clock)).destroy();
    socket.destroy();
    return undefined;
  } catch (error) {
    return explainFailure(address, error as NodeJS.ErrnoException);
  }
}
