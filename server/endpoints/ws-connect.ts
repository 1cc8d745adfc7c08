import type { IncomingHttpHeaders } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import { HttpError, type Lab } from './endpoint.ts';
import { splitTarget } from './request.ts';
import { agree, handshakeOf, type Opening, type WebSocketEndpoint } from './ws-endpoint.ts';
import { WEBSOCKET_VERSION, writeError } from './ws-handshake.ts';
import { acceptDeflate, webSocketOn } from './ws-internals.ts';
import { WEBSOCKETS } from './ws-registry.ts';

/** The endpoint that the request names. Throws a 404. */
function webSocketAt(req: Http2ServerRequest): WebSocketEndpoint {
  const { path } = splitTarget(req);
  const endpoint = WEBSOCKETS.find((known) => known.path === path);
  if (endpoint !== undefined) return endpoint;
  throw new HttpError(404, {
    error: 'There is no WebSocket at this path.',
    where: ':path',
    help: `There is at: ${WEBSOCKETS.map((known) => known.path).join(', ')}.`,
  });
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

function accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, opening: Opening): void {
  const { protocol, maxBytes } = opening;
  const deflate = opening.deflate ? acceptDeflate(headers['sec-websocket-extensions'], maxBytes) : undefined;
  // A 2xx, not 101: nothing is switched, and only this one stream carries frames (RFC 8441 §5).
  stream.respond({
    ':status': 200,
    ...(protocol !== undefined && { 'sec-websocket-protocol': protocol }),
    ...(deflate !== undefined && { 'sec-websocket-extensions': deflate.field }),
  });
  opening.start(webSocketOn(stream, { maxBytes, protocol, deflate }));
}

/** Opens WebSockets over HTTP/2 (RFC 8441): many on one connection, each on a stream of its own. */
export function createConnectHandler(lab: Lab): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  return (req, res) => {
    try {
      const fault = faultOfConnect(req);
      if (fault !== undefined) throw fault;
      // `:authority` is what HTTP/1.1 calls Host (RFC 9113 §8.3.1).
      req.headers.host ??= req.authority;
      accept(req.stream, req.headers, agree(webSocketAt(req), handshakeOf(req), lab));
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      writeError(res, error);
    }
  };
}
