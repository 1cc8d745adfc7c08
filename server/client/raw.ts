import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { RAW_CARRIER_TEXTS, type RawOptions } from '../../contract/raw.ts';
import { formatText } from '../../wire/format.ts';
import { decodeLatin1 } from '../../wire/text.ts';
import { MAX_RAW_ANSWER_BYTES, RAW_CONNECT_MS } from '../limits.ts';
import { delay, shorten, type NodeTransport } from './transport.ts';

const words = (bytes: Uint8Array): string =>
  `${bytes.length} byte${bytes.length === 1 ? '' : 's'}: ${shorten(formatText(decodeLatin1(bytes.subarray(0, 200))))}`;

/** Opens the connection. Rejects when it cannot be, takes too long, or nobody wants it any more. */
async function connect(url: URL, { carrier }: RawOptions, ca: string, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(url.port) };
  const { alpn } = RAW_CARRIER_TEXTS[carrier];
  const socket =
    carrier === 'tcp'
      ? connectTcp(place)
      : connectTls({
          ...place,
          ca,
          // A server name is no address (RFC 6066 §3).
          ...(isIP(host) === 0 && { servername: host }),
          ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
        });
  const giveUp = new Error(`The connection was not there within ${RAW_CONNECT_MS / 1_000} s.`);
  socket.setTimeout(RAW_CONNECT_MS, () => socket.destroy(giveUp));
  try {
    await once(socket, carrier === 'tcp' ? 'connect' : 'secureConnect', { signal });
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
  socket.setTimeout(0);
  return socket;
}

/** What the connection turned out to be. The port tells which one of the recording it is. */
function describe(socket: Socket): string {
  const from = `from port ${socket.localPort}`;
  if (!(socket instanceof TLSSocket)) return from;
  const chosen = socket.alpnProtocol === false ? 'no ALPN' : `ALPN ${socket.alpnProtocol}`;
  return `${from}, ${socket.getProtocol()}, ${chosen}`;
}

/**
 * A client that sends the given bytes as they are, reads until the other end closes or a bound is reached, and hangs up.
 * It answers nothing: no SETTINGS acknowledgment, no pong, no Close frame.
 */
export function raw(options: RawOptions): NodeTransport {
  return async ({ url, connections, clock, signal, report }) => {
    const bytes = Buffer.from(options.hex, 'hex');
    const socket = await connect(url, options, connections.ca, signal);
    // The wait ends when somebody closes the operation, and is not left behind when something else ended it.
    const done = new AbortController();
    const stop = (): void => done.abort();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      report('opened', { detail: describe(socket) });
      const end = new Promise<string>((resolve, reject) => {
        let received = 0;
        socket.on('data', (chunk) => {
          received += chunk.length;
          report('message', { detail: words(chunk) });
          if (received >= MAX_RAW_ANSWER_BYTES) resolve(`it had read ${received} bytes, and reads no more`);
        });
        socket.on('end', () => resolve('the other end closed'));
        socket.on('error', reject);
        socket.on('close', () => resolve('the connection was closed'));
      });
      socket.write(bytes);
      report('sent', { detail: words(bytes) });
      const bound = delay(clock, options.readMs, done.signal).then(
        () => `it had listened for ${options.readMs} ms`,
      );
      return await Promise.race([end, bound]);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      // An error that comes from here on is about a connection nobody wants any more.
      socket.on('error', () => {});
      socket.destroy();
    }
  };
}
