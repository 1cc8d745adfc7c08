import type { Transport } from '../../../contract/operations.ts';
import type { BrowserTransport } from '../transport.ts';
import { earlyHintsTransport } from './early-hints.ts';
import { eventSourceTransport } from './event-source.ts';
import { fetchTransport, pushTransport } from './fetch.ts';
import { longPollTransport, pollTransport } from './poll.ts';
import { webSocketTransport } from './websocket.ts';

/** How this browser does each transport. One line a transport. */
export const BROWSER_TRANSPORTS: Readonly<Record<Transport, BrowserTransport>> = {
  sse: eventSourceTransport,
  websocket: webSocketTransport,
  'long-poll': longPollTransport,
  poll: pollTransport,
  fetch: fetchTransport,
  'early-hints': earlyHintsTransport,
  push: pushTransport,
};
