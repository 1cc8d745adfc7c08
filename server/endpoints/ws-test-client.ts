import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import * as wsModule from 'ws';
import { WebSocket } from 'ws';
import type { LabOriginId } from '../../contract/origin.ts';
import { connectHttp2 } from './test-client.ts';
import type { TestLab } from './test-lab.ts';

interface Asked {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Offers permessage-deflate. */
  readonly deflate?: boolean;
  /** Whether pings are answered. They are, unless the client plays dead. */
  readonly autoPong?: boolean;
}

export interface TestWebSocket {
  readonly ws: WebSocket;
  readonly protocol: string;
  readonly extensions: string;
  /** Resolves with all messages so far, as text, once there are so many. */
  received(count: number): Promise<string[]>;
  /** Sends a message, as JSON unless it is text. */
  say(message: unknown): void;
  /** The code and the reason of the end. */
  readonly closed: Promise<[code: number, reason: string]>;
}

/** What the types of `ws` leave out. */
interface ClientOnStream extends WebSocket {
  _isServer: boolean;
  _protocol: string;
  readonly _extensions: Record<string, unknown>;
  setSocket(stream: Duplex, head: Buffer, options: object): void;
}
const internals = wsModule as unknown as {
  PerMessageDeflate: new (options: object) => { accept(offers: unknown): void };
  extension: { parse(field: string): Record<string, unknown> };
};

async function overHttp2(lab: TestLab, path: string, asked: Asked): Promise<WebSocket> {
  const session = connectHttp2(lab);
  await once(session, 'remoteSettings');
  const stream = session.request(
    {
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': path,
      'sec-websocket-version': '13',
      ...(asked.protocols && { 'sec-websocket-protocol': asked.protocols.join(', ') }),
      ...(asked.deflate === true && { 'sec-websocket-extensions': 'permessage-deflate' }),
      ...asked.headers,
    },
    { endStream: false },
  );
  stream.on('error', () => {});
  stream.on('close', () => session.close());
  const [response] = (await once(stream, 'response')) as [Record<string, string | number>];
  if (response[':status'] !== 200) {
    session.destroy();
    throw new Error(`Unexpected server response: ${response[':status']}`);
  }
  const WebSocketOnStream = WebSocket as unknown as new (
    ...options: [null, undefined, object]
  ) => ClientOnStream;
  const ws = new WebSocketOnStream(null, undefined, {
    autoPong: asked.autoPong ?? true,
    closeTimeout: 1_000,
  });
  ws._isServer = false;
  ws._protocol = String(response['sec-websocket-protocol'] ?? '');
  const accepted = response['sec-websocket-extensions'];
  if (accepted !== undefined) {
    const deflate = new internals.PerMessageDeflate({ isServer: false });
    deflate.accept(internals.extension.parse(String(accepted))['permessage-deflate']);
    ws._extensions['permessage-deflate'] = deflate;
  }
  ws.setSocket(Object.assign(stream, { setNoDelay: () => {} }), Buffer.alloc(0), { maxPayload: 0 });
  return ws;
}

/** Opens a WebSocket to any origin. Rejects when the handshake is refused. */
export async function openWebSocket(
  lab: TestLab,
  origin: LabOriginId,
  path: string,
  asked: Asked = {},
): Promise<TestWebSocket> {
  const ws =
    origin === 'http2'
      ? await overHttp2(lab, path, asked)
      : new WebSocket(lab.origins[origin].replace(/^http/, 'ws') + path, [...(asked.protocols ?? [])], {
          ca: lab.ca,
          autoPong: asked.autoPong ?? true,
          perMessageDeflate: asked.deflate ?? false,
          headers: { ...asked.headers },
        });
  const messages: string[] = [];
  const waiting = new Set<() => void>();
  ws.on('message', (data: Buffer) => {
    messages.push(data.toString());
    for (const check of waiting) check();
  });
  const closed = new Promise<[number, string]>((resolve) => {
    ws.on('close', (code: number, reason: Buffer) => resolve([code, reason.toString()]));
  });
  if (ws.readyState !== ws.OPEN) await once(ws, 'open');
  ws.on('error', () => {});
  return {
    ws,
    protocol: ws.protocol,
    extensions: ws.extensions,
    received: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (messages.length >= count) resolve([...messages]);
        };
        waiting.add(check);
        check();
      }),
    say: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
  };
}
