import * as v from 'valibot';
import { BACKOFF_TEXTS, herdOptionsSchema, MAX_HERD } from '../herd.ts';
import { CLIENTS, TRANSPORTS, type Transport } from '../operations.ts';
import { clientOriginIdSchema, overOrigin } from '../origin.ts';

/** Methods that the lab's origins let a page use (server/endpoints/cors.ts). */
export const METHODS = ['GET', 'HEAD', 'POST'] as const;

const milliseconds = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** How a WebSocket of this page comes back after it was lost. Browsers do not do it by themselves. */
export const reconnectSchema = v.strictObject({
  /** The first pause; each further one is twice as long, up to `mostMs`. */
  firstMs: milliseconds(50, 60_000),
  mostMs: v.optional(milliseconds(50, 600_000), 30_000),
  /** Whether each pause is drawn from the upper half of its length, so that many clients do not come back at once. */
  jitter: v.optional(v.boolean(), true),
  /** Nothing heard for so long: the peer is taken for dead. Left out: the page waits for ever. */
  silenceMs: v.optional(milliseconds(100, 600_000)),
});
export type Reconnect = v.InferOutput<typeof reconnectSchema>;

/** What only some transports or clients know. */
export const openOptionsSchema = v.strictObject({
  /** Path and query on the origin instead of the transport's usual endpoint. */
  path: v.optional(v.pipe(v.string(), v.startsWith('/'), v.maxLength(2_000))),
  /** `fetch` of this browser. */
  method: v.optional(v.picklist(METHODS)),
  /** `fetch` of this browser: the content of a POST. JSON when it begins with a brace, else text. */
  body: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
  /** `poll` of this browser: from one answer to the next request. A second when left out. */
  everyMs: v.optional(milliseconds(20, 600_000)),
  /** `websocket` of this browser: the subprotocols it offers (RFC 6455 §1.9). */
  protocols: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1))),
  /** `websocket` of this browser. */
  reconnect: v.optional(reconnectSchema),
});
export type OpenOptions = v.InferOutput<typeof openOptionsSchema>;

const openEntries = v.strictObject({
  type: v.literal('open'),
  client: v.optional(v.picklist(CLIENTS), 'browser'),
  transport: v.picklist(TRANSPORTS),
  origin: clientOriginIdSchema,
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_HERD)), 1),
  /** Node client: a herd, whose clients come back after every loss. */
  herd: v.exactOptional(herdOptionsSchema),
  ...openOptionsSchema.entries,
});
type Open = v.InferOutput<typeof openEntries>;

/** The most that one action opens, unless it is a herd. */
const MOST_AT_ONCE = 50;

const BROWSER_ONLY = ['method', 'body', 'everyMs', 'protocols', 'reconnect'] as const;
const TRANSPORT_OF: Readonly<Partial<Record<keyof OpenOptions, Transport>>> = {
  method: 'fetch',
  body: 'fetch',
  everyMs: 'poll',
  protocols: 'websocket',
  reconnect: 'websocket',
};

const fitsTransport = (action: Open): boolean =>
  Object.entries(TRANSPORT_OF).every(
    ([name, transport]) => action[name as keyof OpenOptions] === undefined || action.transport === transport,
  );

const fitsHerd = ({ herd, client, transport }: Open): boolean =>
  herd === undefined || (client === 'node' && (transport === 'sse' || transport === 'websocket'));

export const openActionSchema = v.pipe(
  openEntries,
  v.check(fitsHerd, '`herd` is for sse and websocket of the Node client.'),
  v.check(
    ({ herd, count }) => herd !== undefined || count <= MOST_AT_ONCE,
    `\`count\` is ${MOST_AT_ONCE} at most, or ${MAX_HERD} with \`herd\`.`,
  ),
  v.check(
    fitsTransport,
    '`method` and `body` are for fetch, `everyMs` for poll, `protocols` and `reconnect` for websocket.',
  ),
  v.check(
    (action) => action.client === 'browser' || BROWSER_ONLY.every((name) => action[name] === undefined),
    '`method`, `body`, `everyMs`, `protocols` and `reconnect` are for the browser, not for the Node client.',
  ),
  v.check(
    ({ method, body }) => body === undefined || method === 'POST',
    '`body` is for `method: POST` only (Fetch Standard: a GET or HEAD has no body).',
  ),
  v.check(
    ({ transport, client, count }) => transport !== 'early-hints' || client === 'node' || count === 1,
    'A click may open one tab only: `count` of early-hints is 1.',
  ),
);

const THINGS: Readonly<Record<Transport, string>> = {
  sse: 'EventSource',
  websocket: 'WebSocket',
  'long-poll': 'long poll',
  poll: 'poll',
  fetch: 'fetch',
  'early-hints': 'page with Early Hints',
  push: 'request that may be pushed to',
};

export function explainOpen(action: Open): string {
  const { client, count, transport, origin, path, method, everyMs, reconnect, herd } = action;
  const what = [method, path].filter((part) => part !== undefined).join(' ');
  return [
    `Opens ${count} × ${THINGS[transport]}`,
    what && ` (${what})`,
    ` ${overOrigin(origin)}`,
    everyMs === undefined ? '' : `, every ${everyMs} ms`,
    reconnect ? ', which comes back by itself' : '',
    client === 'node' ? ' from the Node client' : '',
    herd ? `, each of which comes back: ${BACKOFF_TEXTS[herd.backoff].label}` : '',
    '.',
  ].join('');
}
