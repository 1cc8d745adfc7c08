import type { Transport } from '../../contract/operations.ts';
import { earlyHints } from './early-hints.ts';
import { fetchOnce } from './fetch.ts';
import { longPoll, poll } from './polling.ts';
import { push } from './push.ts';
import { eventSource } from './sse.ts';
import type { NodeTransport } from './transport.ts';
import { websocket } from './websocket.ts';

/** How the Node client does each transport. One line a transport. */
export const NODE_TRANSPORTS: Readonly<Record<Transport, NodeTransport>> = {
  sse: eventSource,
  websocket,
  'long-poll': longPoll,
  poll,
  fetch: fetchOnce,
  'early-hints': earlyHints,
  push,
};
