import type { Connection, Exchange } from '../../trace/model.ts';
import { bytesOfRow } from '../../trace/row-bytes.ts';
import type { Trace } from '../../trace/trace.ts';
import { decodeClientHello } from '../../wire/tls/client-hello.ts';
import { computeAccept, type AcceptSteps } from '../../wire/websocket/accept-key.ts';
import { formatDuration } from './units.ts';

/** One thing that was asked, offered or chosen, and what it means. */
export interface HandshakeFact {
  readonly label: string;
  readonly value: string;
  readonly meaning: string;
}

/** What the client offered for TLS, and what was chosen. */
export interface TlsHandshake {
  /** The frame of the ClientHello; undefined when it was not recorded. */
  readonly row: number | undefined;
  readonly offered: readonly HandshakeFact[];
  /** Empty until the handshake has ended. */
  readonly chosen: readonly HandshakeFact[];
}

/** How a WebSocket was asked for: `upgrade` over HTTP/1.1 (RFC 6455 §4), `connect` over HTTP/2 (RFC 8441). */
export interface WebSocketHandshake {
  readonly kind: 'upgrade' | 'connect';
  /** False for a request that did not ask for a WebSocket and was told that it must (426). */
  readonly asks: boolean;
  readonly requestRow: number;
  readonly responseRow: number | undefined;
  readonly request: readonly HandshakeFact[];
  readonly response: readonly HandshakeFact[];
  /** Only with `upgrade` and a key. `answered`: what the server sent; undefined when it sent none. */
  readonly accept: { readonly steps: AcceptSteps; readonly answered: string | undefined } | undefined;
  readonly outcome: { readonly isOpen: boolean; readonly words: string };
}

/** What the fields of an opening handshake are for. Fields that have no part in it are left out. */
const MEANINGS: Readonly<Record<string, string>> = {
  ':method': 'CONNECT, since the stream becomes a tunnel (RFC 8441 §4).',
  ':protocol': 'What shall be spoken in the tunnel: the extended CONNECT (RFC 8441 §4).',
  ':scheme': 'As in any request, unlike a plain CONNECT (RFC 8441 §4).',
  ':path': 'As in any request, unlike a plain CONNECT (RFC 8441 §4).',
  ':authority': 'The host that is asked.',
  ':status': '200 opens the tunnel. There is no 101 in HTTP/2 (RFC 9113 §8.6).',
  upgrade: 'The protocol to go on with on this connection (RFC 9110 §7.8).',
  connection: 'Says that Upgrade is for the next server on the way only (RFC 9110 §7.6.1).',
  'sec-websocket-key': '16 random bytes in base64, new for each connection. It is no secret (RFC 6455 §4.1).',
  'sec-websocket-version': 'The version of the protocol: 13 is the only one (RFC 6455 §4.1).',
  'sec-websocket-extensions': 'Extensions: offered by the client, chosen by the server (RFC 6455 §9.1).',
  'sec-websocket-protocol': 'Subprotocols: offered by the client, one chosen by the server (RFC 6455 §1.9).',
  'sec-websocket-accept':
    'Worked out from the key: it proves that the server speaks WebSocket (RFC 6455 §1.3).',
  origin: 'The origin of the page that asks. A server may refuse it (RFC 6455 §10.2).',
  host: 'The host that is asked (RFC 9110 §7.2).',
};

/** For a Connection field that is about something else. */
const NO_UPGRADE = 'It does not name Upgrade, so nothing here asks to change the protocol (RFC 9110 §7.8).';

type Fields = Exchange['headers'];

const valueOf = (fields: Fields, name: string): string | undefined =>
  fields.find((field) => field.name.toLowerCase() === name)?.value;

function factsOf(fields: Fields): HandshakeFact[] {
  return fields.flatMap(({ name, value }) => {
    const key = name.toLowerCase();
    const namesUpgrade = key !== 'connection' || value.toLowerCase().includes('upgrade');
    const meaning = namesUpgrade ? MEANINGS[key] : NO_UPGRADE;
    return meaning === undefined ? [] : [{ label: name, value, meaning }];
  });
}

function firstTlsRow(trace: Trace, conn: number): number | undefined {
  for (const row of trace.framesOfConnection(conn)) if (trace.frames.layer(row) === 'tls') return row;
  return undefined;
}

/** What the TLS handshake of a connection chose from what was offered; undefined on a connection in the clear. */
export function tlsHandshake(trace: Trace, connection: Connection, now: number): TlsHandshake | undefined {
  if (connection.origin === 'http1') return undefined;
  const row = firstTlsRow(trace, connection.id);
  const { tls, readyAt, openedAt } = connection;
  const isDone = tls !== undefined && readyAt !== undefined && readyAt <= now;
  return {
    row,
    offered: row === undefined ? [] : offeredFacts(bytesOfRow(trace, row)),
    chosen: isDone
      ? [
          {
            label: 'ALPN',
            value: tls.alpn ?? 'nothing',
            meaning:
              'The first of its own protocols that the client offered, too: what is spoken inside TLS (RFC 7301 §3.2).',
          },
          { label: 'Version', value: tls.version, meaning: 'The newest version that both ends speak.' },
          { label: 'Cipher', value: tls.cipher, meaning: 'How the records are encrypted.' },
          {
            label: 'Session',
            value: tls.resumed ? 'resumed' : 'new',
            meaning: tls.resumed
              ? 'The client knew the server from an earlier connection.'
              : 'Both ends agreed on keys from the start.',
          },
          {
            label: 'Took',
            value: formatDuration(readyAt - openedAt),
            meaning: 'From the accepted connection to the end of the handshake, at the server.',
          },
        ]
      : [],
  };
}

function offeredFacts(bytes: Uint8Array): HandshakeFact[] {
  const hello = decodeClientHello(bytes);
  const names = (values: readonly { readonly name: string; readonly grease: boolean }[]): string =>
    values
      .filter(({ grease }) => !grease)
      .map(({ name }) => name)
      .join(', ');
  const suites = hello.cipherSuites.filter(({ grease }) => !grease);
  return [
    {
      label: 'server_name',
      value: hello.serverName ?? 'none',
      meaning: 'The host the client wants, in the clear (SNI, RFC 6066 §3).',
    },
    {
      label: 'ALPN',
      value: hello.alpn.join(', ') || 'none',
      meaning: 'What the client can speak inside, the one it likes best first (RFC 7301 §3.1).',
    },
    {
      label: 'supported_versions',
      value: names(hello.supportedVersions) || 'none: TLS 1.2 or older',
      meaning: 'The versions of TLS the client can speak.',
    },
    {
      label: 'cipher_suites',
      value: `${suites.length}: ${names(suites.slice(0, 3))}${suites.length > 3 ? ', …' : ''}`,
      meaning: 'The ciphers the client can use.',
    },
  ];
}

/** The exchanges of a connection that asked for a WebSocket, or were told to: in order. */
export function webSocketAttempts(connection: Connection, now: number): Exchange[] {
  return connection.exchanges.filter((exchange) => {
    if (exchange.startedAt > now) return false;
    if (exchange.carries === 'websocket' || exchange.status === 426) return true;
    return asksForWebSocket(exchange);
  });
}

function asksForWebSocket({ headers }: Exchange): boolean {
  const wanted = valueOf(headers, 'upgrade') ?? valueOf(headers, ':protocol') ?? '';
  return wanted.toLowerCase().includes('websocket');
}

/** An opening handshake, field by field, as far as it had come by `now`. */
export function webSocketHandshake(exchange: Exchange, now: number): WebSocketHandshake {
  const isAnswered = exchange.respondedAt !== undefined && exchange.respondedAt <= now;
  const responseHeaders = isAnswered ? exchange.responseHeaders : [];
  const kind = exchange.streamId > 0 ? 'connect' : 'upgrade';
  const key = valueOf(exchange.headers, 'sec-websocket-key');
  const answered = valueOf(responseHeaders, 'sec-websocket-accept');
  const accept =
    kind === 'upgrade' && key !== undefined ? { steps: computeAccept(key), answered } : undefined;
  return {
    kind,
    asks: asksForWebSocket(exchange),
    requestRow: exchange.requestFrame,
    responseRow: isAnswered ? exchange.responseFrame : undefined,
    request: factsOf(exchange.headers),
    response: factsOf(responseHeaders),
    accept,
    outcome: outcomeOf(kind, isAnswered ? exchange.status : undefined, accept),
  };
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The server takes the request for malformed: a key that is not 16 bytes in base64, a Connection field without Upgrade, or no version (RFC 6455 §4.2.1).',
  401: 'The server wants to know who asks first (RFC 9110 §15.5.2).',
  403: 'The server understood and refuses. It may not accept the Origin of the page (RFC 6455 §4.2.2).',
  404: 'There is nothing at this path.',
  426: 'The server speaks WebSocket here and was not asked for it, or not in version 13: its Upgrade and Sec-WebSocket-Version fields say what it wants (RFC 9110 §15.5.22, RFC 6455 §4.2.2).',
  503: 'The server has no room for it now.',
};

function outcomeOf(
  kind: WebSocketHandshake['kind'],
  status: number | undefined,
  accept: WebSocketHandshake['accept'],
): WebSocketHandshake['outcome'] {
  if (status === undefined) return { isOpen: false, words: 'No answer yet.' };
  const isSwitched = kind === 'upgrade' ? status === 101 : status >= 200 && status < 300;
  if (!isSwitched) {
    const words = REFUSALS[status] ?? 'The server answered as to a plain request, so there is no WebSocket.';
    return { isOpen: false, words: `${status}: ${words}` };
  }
  if (accept && accept.answered !== accept.steps.accept) {
    return {
      isOpen: false,
      words:
        'The Sec-WebSocket-Accept is not the one the key asks for: a client must fail the connection (RFC 6455 §4.1).',
    };
  }
  return {
    isOpen: true,
    words:
      kind === 'upgrade'
        ? '101: from here on, both directions of this TCP connection carry WebSocket frames.'
        : `${status}: from here on, DATA frames of this stream carry WebSocket frames. Other streams go on beside it.`,
  };
}
