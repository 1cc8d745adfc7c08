import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { HttpError, type Lab } from './endpoint.ts';
import { splitTarget } from './request.ts';
import { conversationOf, converse, ws as endpoint } from './ws.ts';
import { WEBSOCKET_VERSION } from './ws-handshake.ts';
import { MAX_MESSAGE_BYTES } from './ws-upgrade.ts';

/** How long to wait for the other Close frame before the stream is thrown away. */
const CLOSE_TIMEOUT_MS = 30_000;

/** The part of `ws` that puts the protocol on a stream which is already open. It works so, but its types leave it out. */
interface WebSocketOnStream {
  new (
    address: null,
    protocols: undefined,
    options: { autoPong: boolean; closeTimeout: number },
  ): WebSocket & {
    setSocket(stream: Duplex, head: Buffer, options: { maxPayload: number }): void;
  };
}

/** What is wrong with a CONNECT request, or `undefined` when it opens a WebSocket (RFC 8441 §4, §5). */
function faultOfConnect(req: Http2ServerRequest): HttpError | undefined {
  const protocol = req.headers[':protocol'];
  if (protocol !== 'websocket') {
    return new HttpError(501, {
      error:
        protocol === undefined
          ? 'This server is no proxy: CONNECT opens nothing but a WebSocket here.'
          : 'The :protocol of this CONNECT is not known here.',
      where: ':protocol',
      help: 'Send :protocol = websocket.',
    });
  }
  if (splitTarget(req).path !== endpoint.path) {
    return new HttpError(404, {
      error: 'There is no WebSocket at this path.',
      where: ':path',
      help: `Send :path = ${endpoint.path}.`,
    });
  }
  // There is no key to prove that the server understood: `:protocol` does that. The version is asked for as before.
  if (req.headers['sec-websocket-version'] !== WEBSOCKET_VERSION) {
    return new HttpError(
      400,
      {
        error: `This server speaks version ${WEBSOCKET_VERSION} (RFC 6455 §4.2.2).`,
        where: 'header field sec-websocket-version',
        help: `Send sec-websocket-version: ${WEBSOCKET_VERSION}.`,
      },
      { 'sec-websocket-version': WEBSOCKET_VERSION },
    );
  }
  return undefined;
}

function open(stream: ServerHttp2Stream): WebSocket {
  // A 2xx, not 101: nothing is switched, and only this one stream carries frames (RFC 8441 §5).
  stream.respond({ ':status': 200 });
  const socket = Object.assign(stream, { setNoDelay: () => {} });
  const ws = new (WebSocket as unknown as WebSocketOnStream)(null, undefined, {
    autoPong: true,
    closeTimeout: CLOSE_TIMEOUT_MS,
  });
  ws.setSocket(socket, Buffer.alloc(0), { maxPayload: MAX_MESSAGE_BYTES });
  return ws;
}

/** Opens WebSockets over HTTP/2 (RFC 8441): many on one connection, each on a stream of its own. */
export function createConnectHandler(lab: Lab): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  return (req, res) => {
    try {
      const fault = faultOfConnect(req);
      if (fault !== undefined) throw fault;
      const conversation = conversationOf(splitTarget(req).query);
      converse(open(req.stream), conversation, lab);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      res.writeHead(error.status, { ...error.headers, 'content-type': 'application/json; charset=utf-8' });
      res.end(JSON.stringify(error.content));
    }
  };
}
