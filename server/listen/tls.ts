import type { Socket } from 'node:net';
import { createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { LabSettings } from '../../contract/settings.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock, LiveSettings } from '../context.ts';
import type { Connection } from '../tap/connection.ts';
import { peekClientHello } from './client-hello.ts';
import { tlsFactsOf } from './tls-facts.ts';

/** How long a client may take for its first TLS record, and then for the rest of the handshake. */
const HANDSHAKE_MS = 20_000;

const VERSION_RANGES: Readonly<
  Record<LabSettings['tlsVersions'], Pick<SecureContextOptions, 'minVersion' | 'maxVersion'>>
> = {
  both: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  '1.2': { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  '1.3': { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
};

export interface TlsOptions {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly alpn: readonly string[];
  readonly settings: LiveSettings;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** The handshake is done. */
  readonly secured: (connection: Connection, socket: TLSSocket) => void;
}

/** Does TLS on accepted sockets and records its facts. What is inside is the tap's. */
export function createTlsAcceptor(options: TlsOptions): (connection: Connection) => void {
  const { recorder, clock } = options;
  const handshaking = new Map<string, Connection>();
  const secureContext = ({ tlsVersions }: LabSettings): SecureContextOptions => ({
    cert: options.certificate,
    key: options.key,
    ...VERSION_RANGES[tlsVersions],
  });
  const server = createServer({
    ...secureContext(options.settings.current),
    ALPNProtocols: [...options.alpn],
    handshakeTimeout: HANDSHAKE_MS,
  });

  // Only handshakes to come take their versions from here: a connection keeps the one it has agreed on.
  options.settings.onChange((now, before) => {
    if (now.tlsVersions !== before.tlsVersions) server.setSecureContext(secureContext(now));
  });

  server.on('keylog', (line, socket) => {
    const connection = handshaking.get(addressOf(socket));
    if (connection === undefined) return;
    const text = line.toString('latin1').trimEnd();
    recorder.append({ type: 'keylog', t: clock.now(), conn: connection.id, line: text });
  });

  server.on('secureConnection', (socket) => {
    const connection = handshaking.get(addressOf(socket));
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    socket.allowHalfOpen = true;
    recorder.append({ type: 'tls-established', t: clock.now(), conn: connection.id, ...tlsFactsOf(socket) });
    options.secured(connection, socket);
  });

  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    handshaking.get(addressOf(socket))?.ended(failureOf(error));
    socket.destroy();
  });

  return (connection) => {
    const { raw } = connection;
    const address = addressOf(raw);
    handshaking.set(address, connection);
    raw.once('close', () => handshaking.delete(address));
    // Until TLS takes over, these tell how the client left. A browser that only keeps a connection ready does that.
    const onEnd = (): void => {
      connection.ended({ by: 'client', how: 'fin' });
      raw.end();
    };
    raw.on('end', onEnd);
    raw.on('error', (error: NodeJS.ErrnoException) => {
      connection.ended({ by: 'client', how: 'reset', detail: error.code ?? error.message });
    });
    const stopWaiting = clock.after(HANDSHAKE_MS, () => {
      connection.ended({ by: 'server', how: 'timeout' });
      raw.destroy();
    });
    raw.once('close', stopWaiting);
    peekClientHello(raw, (bytes) => {
      stopWaiting();
      raw.off('end', onEnd);
      if (bytes !== undefined) {
        recorder.append({ type: 'client-hello', t: clock.now(), conn: connection.id, bytes });
      }
      // While the handshake runs, a client that ends its side is gone: nothing could be answered. Left half open, such a
      // connection would stay for ever.
      raw.allowHalfOpen = false;
      server.emit('connection', raw);
    });
  };
}

/** No two open connections of one listener have the same. A raw socket and the TLS socket around it share it. */
function addressOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;
}

function failureOf(error: NodeJS.ErrnoException): Parameters<Connection['ended']>[0] {
  const code = error.code ?? '';
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return { by: 'server', how: 'timeout', detail: error.message };
  if (code === 'ECONNRESET') {
    // Node gives this code both for a RST (then `syscall` is set) and for an end in the middle of the handshake.
    return { by: 'client', how: error.syscall === undefined ? 'fin' : 'reset', detail: error.message };
  }
  // OpenSSL names an alert that the client sent "…ALERT…"; every other failure is the server's own verdict.
  return { by: code.includes('ALERT') ? 'client' : 'server', how: 'tls-failure', detail: error.message };
}
