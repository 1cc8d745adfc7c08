import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { HttpError, type Lab } from './endpoint.ts';
import { splitTarget } from './request.ts';
import { agree, handshakeOf, type Opening } from './ws-endpoint.ts';
import { faultOfUpgrade, writeError } from './ws-handshake.ts';
import { WEBSOCKETS } from './ws-registry.ts';

/*
 * Node hands over the bare socket of every request with an Upgrade field, whatever it names and wherever it goes (curl
 * --http2 asks for h2c, for one). A server may ignore the field (RFC 9110 §7.8): the request then gets the answer it would get
 * without, a refusal of /ws among them. Node has already taken its parser away, so content could not be read.
 */
function answerWithoutUpgrade(req: IncomingMessage, socket: Duplex, listener: RequestListener): void {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  socket.resume();
  // Typed for a net.Socket, but any Duplex will do.
  res.assignSocket(socket as Socket);
  res.on('finish', () => {
    res.detachSocket(socket as Socket);
    socket.end();
  });
  const hasContent =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasContent) {
    writeError(
      res,
      new HttpError(400, {
        error: 'A request with content cannot ask for an upgrade here.',
        where: 'header field Upgrade',
        help: 'Send it without Upgrade; for curl that is --http1.1.',
      }),
    );
  } else {
    listener(req, res);
  }
}

/** What does the handshake: its settings cannot be told for each request apart, so each gets one of its own. */
function serverFor({ protocol, deflate, maxBytes }: Opening): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxBytes,
    handleProtocols: () => protocol ?? false,
    // Not compressed unless that is asked for, so that what is seen on the wire can be read.
    perMessageDeflate: deflate,
  });
}

/** Opens WebSockets over HTTP/1.1 (RFC 6455 §4.2): 101, and from there on the socket carries frames. */
export function createUpgradeHandler(
  lab: Lab,
  listener: RequestListener,
): (req: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (req, socket, head) => {
    const { path } = splitTarget(req);
    const endpoint = WEBSOCKETS.find((known) => known.path === path);
    if (endpoint === undefined || req.method !== 'GET' || faultOfUpgrade(req) !== undefined) {
      answerWithoutUpgrade(req, socket, listener);
      return;
    }
    try {
      const opening = agree(endpoint, handshakeOf(req), lab);
      serverFor(opening).handleUpgrade(req, socket, head, (ws) => opening.start(ws));
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      answerWithoutUpgrade(req, socket, (_req, res) => writeError(res, error));
    }
  };
}
