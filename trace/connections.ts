import type { Direction } from '../contract/direction.ts';
import type { RecordOf } from '../contract/records.ts';
import { applyFaultToConnection } from './faults.ts';
import type { Connection } from './model.ts';

/** Counts of held bytes that are kept for showing the past of one connection. */
const MAX_HELD_ENTRIES = 20_000;

/** A connection that was just accepted. In the clear it is ready at once; over TLS after the handshake. */
export function createConnection(record: RecordOf<'connection-opened'>): Connection {
  const { origin } = record;
  const secure = record.secure ?? (origin === 'http2' || origin === 'http1tls');
  return {
    id: record.conn,
    origin,
    clientAddress: record.clientAddress,
    clientPort: record.clientPort,
    serverAddress: record.serverAddress,
    serverPort: record.serverPort,
    openedAt: record.t,
    state: secure ? 'connecting' : 'open',
    protocol: 'unknown',
    tls: undefined,
    readyAt: secure ? undefined : record.t,
    closed: undefined,
    endings: [],
    faults: [],
    faultLog: [],
    heldBytes: { 'client-to-server': 0, 'server-to-client': 0 },
    heldLog: [],
    bytes: { 'client-to-server': 0, 'server-to-client': 0 },
    exchanges: [],
    streams: new Map(),
    maxConcurrentStreams: undefined,
    limitLog: [],
    pair: record.pair,
    partial: false,
    gaps: [],
  };
}

/** Takes in what a record says of its connection, apart from its bytes. */
export function applyToConnection(
  connection: Connection,
  record: RecordOf<'tls-established' | 'connection-ended' | 'connection-closed' | 'fault' | 'held'>,
): void {
  switch (record.type) {
    case 'tls-established':
      connection.tls = record;
      connection.readyAt = record.t;
      connection.state = 'open';
      break;
    case 'connection-ended':
      connection.endings.push({ t: record.t, by: record.by, how: record.how });
      if (connection.state !== 'closed') connection.state = 'closing';
      break;
    case 'connection-closed':
      connection.closed = { t: record.t, by: record.by, how: record.how };
      connection.state = 'closed';
      connection.heldBytes['client-to-server'] = connection.heldBytes['server-to-client'] = 0;
      break;
    case 'held':
      connection.heldBytes[record.direction] = record.bytes;
      connection.heldLog.push({ t: record.t, direction: record.direction, bytes: record.bytes });
      /* Counts come twenty times a second at most: dropping half at once is cheap, and leaves some minutes. */
      if (connection.heldLog.length > MAX_HELD_ENTRIES) connection.heldLog.splice(0, MAX_HELD_ENTRIES / 2);
      break;
    case 'fault':
      applyFaultToConnection(connection, record);
      break;
  }
}

const HTTP2_PREFACE_START = [0x50, 0x52, 0x49, 0x20, 0x2a, 0x20];

/**
 * What a connection speaks: what ALPN chose, or else what its client's first bytes say (`PRI * ` begins the HTTP/2
 * connection preface, RFC 9113 §3.4). `unknown` while too few bytes have come to tell.
 */
export function detectProtocol(
  connection: Connection,
  clientBytes: Uint8Array,
): 'http1' | 'http2' | 'unknown' {
  if (connection.tls?.alpn) return connection.tls.alpn === 'h2' ? 'http2' : 'http1';
  const looksLikePreface = HTTP2_PREFACE_START.every(
    (byte, i) => i >= clientBytes.length || clientBytes[i] === byte,
  );
  if (!looksLikePreface) return 'http1';
  return clientBytes.length >= HTTP2_PREFACE_START.length ? 'http2' : 'unknown';
}

/** Bytes were left out of a connection's recording: from here on its frames are unknown. */
export function noteGap(
  connection: Connection,
  { t, bytes }: RecordOf<'dropped'>,
  sources: Readonly<Record<Direction, { readonly length: number }>>,
): void {
  const at = {
    'client-to-server': sources['client-to-server'].length,
    'server-to-client': sources['server-to-client'].length,
  };
  connection.partial = true;
  connection.gaps.push({ t, bytes, at });
}
