import { createServer as createHttp1Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Endpoints, LiveSettings } from '../context.ts';
import { firstSettings, keepAnnouncing } from './http2-settings.ts';

/** Hands connections to node:http and node:http2. Neither listens on a port of its own. */
export interface HttpServers {
  http1(connection: Duplex): void;
  http2(connection: Duplex): void;
  /**
   * Says goodbye to connections, not to what is on them: GOAWAY to HTTP/2 (RFC 9113 §6.8), and `Connection: close` in each
   * HTTP/1.1 response that has not begun (RFC 9112 §9.6).
   */
  sayGoodbye(): void;
  /** Ends HTTP/1.1 connections that are idle, and listens to the switches no more. Says goodbye if that was not done. */
  close(): void;
}

export function createHttpServers(endpoints: Endpoints, settings: LiveSettings): HttpServers {
  let isLeaving = false;
  const answering = new Set<ServerResponse>();
  function forget(this: ServerResponse): void {
    answering.delete(this);
  }
  const http1 = createHttp1Server(
    { keepAliveTimeout: settings.current.keepAliveTimeoutMs },
    (request, response) => {
      // The server then ends the connection after this response, on one that is open already too.
      if (isLeaving || !settings.current.keepAlive) response.setHeader('Connection', 'close');
      answering.add(response);
      response.on('close', forget);
      endpoints.http1(request, response);
    },
  );
  http1.on('upgrade', (request, socket, head) => endpoints.onUpgrade(request, socket, head));
  // node:http begins to watch for slow requests and idle connections when it hears that it listens. This server never
  // listens itself: it is handed its connections.
  http1.emit('listening');

  const sessions = new Set<ServerHttp2Session>();
  // The plain server: TLS is done already, before the tap.
  const http2 = createHttp2Server({ settings: firstSettings(settings.current) }, endpoints.http2);
  http2.on('connect', (request: Http2ServerRequest, response: Http2ServerResponse) =>
    endpoints.onConnect(request, response),
  );
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // One whose handshake was under way meanwhile.
    if (isLeaving) session.close();
    else keepAnnouncing(session, settings);
  });
  // A client that breaks the protocol gets its GOAWAY from node:http2; there is nothing to add, and no reason to fall.
  http2.on('sessionError', () => {});
  const cancel = settings.onChange((now) => {
    http1.keepAliveTimeout = now.keepAliveTimeoutMs;
    http2.updateSettings(firstSettings(now));
  });

  const sayGoodbye = (): void => {
    if (isLeaving) return;
    isLeaving = true;
    for (const response of answering) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    for (const session of sessions) session.close();
  };
  return {
    http1: (connection) => void http1.emit('connection', connection),
    http2: (connection) => void http2.emit('connection', connection),
    sayGoodbye,
    close() {
      cancel();
      sayGoodbye();
      http1.close(() => {});
      http1.closeIdleConnections();
    },
  };
}
