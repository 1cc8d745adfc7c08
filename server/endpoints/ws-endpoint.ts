import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';
import type { EndpointParameter } from '../../contract/endpoints.ts';
import type { Endpoint, Lab } from './endpoint.ts';
import { refuseUnknown } from './parameters.ts';
import { splitTarget } from './request.ts';
import { refusalOfUpgrade } from './ws-handshake.ts';

/** What a client asks when it opens a WebSocket, over whichever version of HTTP. */
export interface Handshake {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The subprotocols it offers, in its order of preference. */
  readonly protocols: readonly string[];
}

/** What the server agrees to. */
export interface Opening {
  /** One of the subprotocols offered, or `undefined` to select none. */
  readonly protocol: string | undefined;
  /** Whether to accept permessage-deflate when the client offers it (RFC 7692). */
  readonly deflate: boolean;
  /** The longest message taken, in bytes. A longer one closes the WebSocket with 1009. */
  readonly maxBytes: number;
  /** Holds the conversation, once the WebSocket is open. */
  start(ws: WebSocket): void;
}

/** A path at which WebSockets are opened. */
export interface WebSocketEndpoint {
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly EndpointParameter[];
  /** Agrees to a handshake, or throws the HttpError that refuses it. */
  open(handshake: Handshake, lab: Lab): Opening;
}

/** Reads a request for a WebSocket. */
export function handshakeOf(req: {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}): Handshake {
  const offered = req.headers['sec-websocket-protocol'] ?? '';
  const protocols = offered
    .split(',')
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== '');
  return { query: splitTarget({ url: req.url ?? '' }).query, headers: req.headers, protocols };
}

/** Lets the endpoint agree to a handshake. Throws the HttpError that refuses it. */
export function agree(endpoint: WebSocketEndpoint, handshake: Handshake, lab: Lab): Opening {
  refuseUnknown(handshake.query, endpoint.path, endpoint.parameters);
  return endpoint.open(handshake, lab);
}

/** The answer to an ordinary request to such a path, which is no WebSocket handshake: it says what is missing. */
export function withoutHandshake(endpoint: WebSocketEndpoint): Endpoint {
  return {
    path: endpoint.path,
    summary: endpoint.summary,
    parameters: endpoint.parameters,
    methods: {
      GET(req) {
        throw refusalOfUpgrade(req);
      },
    },
  };
}
