import { createServer as createHttp1Server } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Endpoints, LiveSettings } from '../context.ts';

/** Hands connections to node:http and node:http2. Neither listens on a port of its own. */
export interface HttpServers {
  http1(connection: Duplex): void;
  http2(connection: Duplex): void;
  /** Says goodbye: GOAWAY to HTTP/2 sessions (RFC 9113 §6.8), the end to idle HTTP/1.1 connections. */
  close(): void;
}

export function createHttpServers(endpoints: Endpoints, settings: LiveSettings): HttpServers {
  const http1 = createHttp1Server(endpoints.http1);
  http1.on('upgrade', (request, socket, head) => endpoints.onUpgrade(request, socket, head));
  // node:http begins to watch for slow requests and idle connections when it hears that it listens. This server never
  // listens itself: it is handed its connections.
  http1.emit('listening');

  const sessions = new Set<ServerHttp2Session>();
  const announced = () => ({ maxConcurrentStreams: settings.current.maxConcurrentStreams });
  // The plain server: TLS is done already, before the tap. Extended CONNECT is RFC 8441 §3.
  const http2 = createHttp2Server(
    { settings: { enableConnectProtocol: true, ...announced() } },
    endpoints.http2,
  );
  http2.on('connect', (request: Http2ServerRequest, response: Http2ServerResponse) =>
    endpoints.onConnect(request, response),
  );
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  // A client that breaks the protocol gets its GOAWAY from node:http2; there is nothing to add, and no reason to fall.
  http2.on('sessionError', () => {});
  const cancel = settings.onChange((now, before) => {
    if (now.maxConcurrentStreams === before.maxConcurrentStreams) return;
    http2.updateSettings({ enableConnectProtocol: true, ...announced() });
    for (const session of sessions) {
      if (!session.closed && !session.destroyed) session.settings(announced());
    }
  });

  return {
    http1: (connection) => void http1.emit('connection', connection),
    http2: (connection) => void http2.emit('connection', connection),
    close() {
      cancel();
      http1.close(() => {});
      http1.closeIdleConnections();
      for (const session of sessions) session.close();
    },
  };
}
