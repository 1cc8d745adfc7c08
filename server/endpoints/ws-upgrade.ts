import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { HttpError, type Lab } from './endpoint.ts';
import { splitTarget } from './request.ts';
import { conversationOf, converse, ws as endpoint, type Conversation } from './ws.ts';
import { faultOfUpgrade } from './ws-handshake.ts';

/** The longest message taken, in bytes. A longer one closes the WebSocket with 1009. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** What this handshake asks for, or `undefined` when it is not one, or not a valid one. */
function conversationAskedFor(req: IncomingMessage): Conversation | undefined {
  const { path, query } = splitTarget(req);
  if (path !== endpoint.path || req.method !== 'GET' || faultOfUpgrade(req) !== undefined) return undefined;
  try {
    return conversationOf(query);
  } catch (error) {
    if (error instanceof HttpError) return undefined;
    throw error;
  }
}

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
    res.writeHead(400, { 'Content-Type': 'application/json; charset=utf-8' });
    res.end(
      JSON.stringify({
        error: 'A request with content cannot ask for an upgrade here.',
        where: 'header field Upgrade',
        help: 'Send it without Upgrade; for curl that is --http1.1.',
      }),
    );
  } else {
    listener(req, res);
  }
}

/** Opens WebSockets over HTTP/1.1 (RFC 6455 §4.2): 101, and from there on the socket carries frames. */
export function createUpgradeHandler(
  lab: Lab,
  listener: RequestListener,
): (req: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // The server speaks no subprotocol, so it selects none of those offered (RFC 6455 §4.2.2).
    handleProtocols: () => false,
    // Not compressed, so that what is seen on the wire can be read.
    perMessageDeflate: false,
  });
  return (req, socket, head) => {
    const conversation = conversationAskedFor(req);
    if (conversation === undefined) {
      answerWithoutUpgrade(req, socket, listener);
    } else {
      server.handleUpgrade(req, socket, head, (ws) => converse(ws, conversation, lab));
    }
  };
}
