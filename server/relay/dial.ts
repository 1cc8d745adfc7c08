import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock } from '../context.ts';
import { tlsFactsOf } from '../listen/tls-facts.ts';
import type { Connection } from '../tap/connection.ts';
import type { Connections } from '../tap/connections.ts';
import type { Tap } from '../tap/tap.ts';
import { explainFailure, type Unreachable } from './failures.ts';
import type { UpstreamAddress } from './upstream-address.ts';

/** How long a server may take to accept a connection, and then for the TLS handshake. */
const PATIENCE_MS = 10_000;

export interface DialOptions {
  readonly address: UpstreamAddress;
  readonly connections: Connections;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

/** A recorded connection to the user's server. */
export interface Dialled {
  readonly tap: Tap;
  readonly connection: Connection;
  /** What ALPN chose, or undefined where there is none. */
  readonly alpn: string | undefined;
}

/**
 * Opens a TCP connection. Rejects with the error of the operating system, or with ETIMEDOUT. `onSocket` is handed the
 * socket at once, so that it can be thrown away.
 */
export function openSocket({ host, port }: UpstreamAddress, clock: Clock): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const stopWaiting = clock.after(PATIENCE_MS, () => socket.destroy(timedOut()));
    socket.on('error', (error) => {
      stopWaiting();
      reject(error);
    });
    socket.once('connect', () => {
      stopWaiting();
      resolve(socket);
    });
  });
}

/** Does the TLS handshake as its client. Rejects with what OpenSSL or the system says is wrong. */
export function secure(
  socket: Socket,
  { host, insecure }: UpstreamAddress,
  alpn: readonly string[],
  clock: Clock,
  onKeylog: (line: string) => void = () => {},
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({
      socket,
      // The name for SNI; an address has none (RFC 6066 §3).
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
      rejectUnauthorized: !insecure,
    });
    tls.allowHalfOpen = true;
    tls.on('keylog', (line) => onKeylog(line.toString('latin1').trimEnd()));
    const stopWaiting = clock.after(PATIENCE_MS, () => tls.destroy(timedOut()));
    const fail = (error: Error): void => {
      stopWaiting();
      socket.destroy();
      reject(error);
    };
    tls.once('error', fail);
    tls.once('close', () =>
      fail(Object.assign(new Error('It ended the handshake.'), { code: 'ECONNRESET' })),
    );
    tls.once('secureConnect', () => {
      stopWaiting();
      resolve(tls);
    });
  });
}

function timedOut(): Error {
  return Object.assign(new Error(`No answer within ${PATIENCE_MS / 1_000} s.`), { code: 'ETIMEDOUT' });
}

/**
 * Opens the server leg that carries on what comes on `client`, and records it from the moment it is there. Gives what is
 * wrong, in words, when the server cannot be reached.
 */
export async function dial(
  { address, connections, recorder, clock }: DialOptions,
  client: Connection,
  alpn: readonly string[],
): Promise<Dialled | Unreachable> {
  let leg: Connection | undefined;
  try {
    const socket = await openSocket(address, clock);
    leg = connections.accept('upstream-server', socket, {
      isOutgoing: true,
      pair: client.id,
      secure: address.secure,
    });
    const { id } = leg;
    if (!address.secure) return { tap: leg.tapOn(socket), connection: leg, alpn: undefined };
    const tls = await secure(socket, address, alpn, clock, (line) =>
      recorder.append({ type: 'keylog', t: clock.now(), conn: id, line }),
    );
    const facts = { ...tlsFactsOf(tls), serverName: isIP(address.host) === 0 ? address.host : null };
    recorder.append({ type: 'tls-established', t: clock.now(), conn: id, ...facts });
    return { tap: leg.tapOn(tls), connection: leg, alpn: facts.alpn ?? undefined };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    // The lab is the client here: what the tap of a client's connection calls "client" is the server.
    if (code === 'ETIMEDOUT') leg?.ended({ by: 'server', how: 'timeout', detail: message });
    else leg?.ended({ by: code === 'ECONNRESET' ? 'client' : 'server', how: 'tls-failure', detail: message });
    return explainFailure(address, error as NodeJS.ErrnoException);
  }
}
