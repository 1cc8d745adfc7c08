import type { ClientHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { shorten, type NodeTransport, type OperationContext } from './transport.ts';

/** The longest message taken, in bytes: an event of the feed with the most padding, and some more. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 2_000;

/** The part of `ws` that puts the protocol on a stream which is already open. It works so, but its types leave it out. */
interface WebSocketOnStream {
  new (
    address: null,
    protocols: undefined,
    options: { autoPong: boolean; closeTimeout: number },
  ): WebSocket & {
    /** Made without an address it takes itself for a server; a client has to mask its frames (RFC 6455 §5.3). */
    _isServer: boolean;
    setSocket(stream: Duplex, head: Buffer, options: { maxPayload: number }): void;
  };
}

function overHttp1({ url, connections }: OperationContext): WebSocket {
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address, {
    ca: connections.ca,
    maxPayload: MAX_MESSAGE_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handshakeTimeout: 0,
  } as ConstructorParameters<typeof WebSocket>[2]);
}

function statusOf(stream: ClientHttp2Stream, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const abort = (): void => void stream.destroy(new Error('It was closed before it opened.'));
    signal.addEventListener('abort', abort);
    stream.on('response', (headers) => {
      signal.removeEventListener('abort', abort);
      resolve(headers[':status']);
    });
    stream.on('error', reject);
    // A stream that was reset with NO_ERROR or CANCEL closes without an error.
    stream.on('close', () => reject(new Error('The stream was closed without a response.')));
  });
}

/** Extended CONNECT on the session that the other requests share (RFC 8441 §4). */
async function overHttp2({ url, connections, signal }: OperationContext): Promise<WebSocket> {
  const session = await connections.session(url);
  if (session.remoteSettings.enableConnectProtocol !== true) {
    throw new Error('The server did not send SETTINGS_ENABLE_CONNECT_PROTOCOL=1 (RFC 8441 §3).');
  }
  const stream = session.request(
    {
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':scheme': 'https',
      ':authority': url.host,
      ':path': url.pathname + url.search,
      'sec-websocket-version': '13',
    },
    { endStream: false },
  );
  const status = await statusOf(stream, signal);
  if (status !== 200) {
    stream.destroy();
    throw new Error(`status ${status}`);
  }
  const ws = new (WebSocket as unknown as WebSocketOnStream)(null, undefined, {
    autoPong: true,
    closeTimeout: CLOSE_TIMEOUT_MS,
  });
  ws._isServer = false;
  ws.setSocket(Object.assign(stream, { setNoDelay: () => {} }), Buffer.alloc(0), {
    maxPayload: MAX_MESSAGE_BYTES,
  });
  return ws;
}

/** A WebSocket that takes what comes, and stays until it is closed. */
export const websocket: NodeTransport = async (context) => {
  const { origin, signal, report } = context;
  const ws = origin === 'http2' ? await overHttp2(context) : overHttp1(context);
  const close = (): void => ws.close(1000);
  signal.addEventListener('abort', close);
  try {
    return await new Promise<string>((resolve) => {
      const opened = (): void => report('opened', { detail: 'readyState 1 OPEN' });
      if (ws.readyState === WebSocket.OPEN) opened();
      else ws.on('open', opened);
      ws.on('message', (message: Buffer, isBinary: boolean) =>
        report('message', {
          detail: isBinary ? `${message.length} bytes, binary` : shorten(message.toString('utf8')),
        }),
      );
      ws.on('error', (error) => report('error', { detail: shorten(String(error)) }));
      ws.on('close', (code, reason) => resolve(`code ${code} ${reason.toString('utf8')}`.trimEnd()));
      if (signal.aborted) close();
    });
  } finally {
    signal.removeEventListener('abort', close);
  }
};
