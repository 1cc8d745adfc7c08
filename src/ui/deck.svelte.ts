import type { Backoff } from '../../contract/herd.ts';
import type { Client, Transport } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';
import type { Choices } from '../request/asked.svelte.ts';

/** Who opens: a herd is made of Node clients; `raw` sends bytes that somebody wrote. */
export type DeckClient = Client | 'herd' | 'raw';

export const CLIENT_OPTIONS = [
  { id: 'browser', label: 'This browser', title: 'The page you look at opens the connections' },
  {
    id: 'node',
    label: 'Node',
    title: 'The lab’s own client opens them: no limits of a browser, and it accepts push',
  },
  {
    id: 'herd',
    label: 'Herd',
    title: 'Many clients of the lab’s own that all come back after a loss: cut, crash or restart, and watch',
  },
  {
    id: 'raw',
    label: 'Raw bytes',
    title: 'You write the bytes, right or wrong: the lab sends them to itself as they are',
  },
] as const satisfies readonly { id: DeckClient; label: string; title: string }[];

export const TRANSPORT_OPTIONS = [
  { id: 'sse', label: 'SSE', title: 'new EventSource("/sse")' },
  { id: 'websocket', label: 'WebSocket', title: 'new WebSocket("/ws")' },
  { id: 'long-poll', label: 'Long poll', title: 'fetch("/long-poll"), again after each answer' },
  { id: 'poll', label: 'Poll', title: 'fetch("/poll"), once a second' },
  { id: 'fetch', label: 'fetch', title: 'fetch("/hello"), once' },
  {
    id: 'early-hints',
    label: 'Early Hints',
    title: 'Opens /early-hints in a tab: 103 works for navigations only',
  },
  { id: 'push', label: 'Push', title: 'fetch("/push"): the server pushes to clients that allow it' },
] as const satisfies readonly { id: Transport; label: string; title: string }[];

export const ORIGIN_OPTIONS = [
  { id: 'http1', label: 'HTTP/1.1' },
  { id: 'http2', label: 'HTTP/2' },
  { id: 'http1tls', label: 'HTTP/1.1 TLS', title: 'HTTP/1.1 inside TLS' },
  {
    id: 'proxy',
    label: 'Proxy',
    title: 'HTTP/1.1 through a proxy to the lab’s server: both sides are recorded',
  },
] as const satisfies readonly { id: ClientOriginId; label: string; title?: string }[];

/** Only where the lab was told of a server of the user's. */
export const UPSTREAM_OPTION = {
  id: 'upstream',
  label: 'Your server',
  title: 'What --upstream names, through the lab’s relay: both sides are recorded',
} as const satisfies { id: ClientOriginId; label: string; title: string };

export const MOST_AT_ONCE = 300;

/** What the control deck is set to. Kept while the page lives, so that going to a lesson and back changes nothing. */
class Deck {
  client = $state<DeckClient>('browser');
  /** How a herd comes back. */
  backoff = $state<Backoff>('none');
  seed = $state(1);
  transport = $state<Transport>('sse');
  origin = $state<ClientOriginId>('http1');
  count = $state(1);
  /** What is asked of the user's own server. */
  upstreamPath = $state('/');
  messageBytes = $state(5);
  messageEveryMs = $state(0);
  /** A herd holds connections: the transports that ask once have none to lose. */
  readonly transports = $derived(
    TRANSPORT_OPTIONS.filter(({ id }) => this.client !== 'herd' || id === 'sse' || id === 'websocket'),
  );
  /** What is opened; a herd is made of Node clients. */
  readonly choices: Choices = $derived({
    client: this.client === 'browser' ? 'browser' : 'node',
    transport: this.transports.some(({ id }) => id === this.transport) ? this.transport : 'sse',
    origin: this.origin,
  });
  /** The stage view that is shown, by its id in the registry. */
  view = $state('wires');
}

export const deck = new Deck();
