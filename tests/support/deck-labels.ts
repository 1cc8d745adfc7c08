import type { Client, Transport } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';

/* The words on the control deck, as people read them. */
export const CLIENT_LABELS: Readonly<Record<Client, string>> = { browser: 'This browser', node: 'Node' };

export const TRANSPORT_LABELS: Readonly<Record<Transport, string>> = {
  sse: 'SSE',
  websocket: 'WebSocket',
  'long-poll': 'Long poll',
  poll: 'Poll',
  fetch: 'fetch',
  'early-hints': 'Early Hints',
  push: 'Push',
};

export const ORIGIN_LABELS: Readonly<Record<ClientOriginId, string>> = {
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  http1tls: 'HTTP/1.1 TLS',
  proxy: 'Proxy',
  upstream: 'Your server',
};
