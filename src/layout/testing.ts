import type { Connection, Exchange, Http2Stream, Operation } from '../../trace/model.ts';
import type { WiresSource } from './wires-words.ts';

const ADDRESSES = {
  http1: 'http://localhost:5101',
  http2: 'https://localhost:5102',
  http1tls: 'https://localhost:5103',
};

/*
 * Model objects by hand, for tests of layouts: only what a test names differs from a plain open HTTP/1.1 connection.
 */
export function connection(id: number, facts: Partial<Connection> = {}): Connection {
  return {
    id,
    origin: 'http1',
    clientAddress: '127.0.0.1',
    clientPort: 50_000 + id,
    serverAddress: '127.0.0.1',
    serverPort: 5101,
    openedAt: 0,
    state: 'open',
    protocol: 'http1',
    tls: undefined,
    readyAt: facts.openedAt ?? 0,
    closed: undefined,
    endings: [],
    faults: [],
    faultLog: [],
    heldBytes: { 'client-to-server': 0, 'server-to-client': 0 },
    heldLog: [],
    bytes: { 'client-to-server': 500, 'server-to-client': 700 },
    exchanges: [],
    streams: new Map(),
    maxConcurrentStreams: undefined,
    limitLog: [],
    pair: undefined,
    partial: false,
    gaps: [],
    ...facts,
  };
}

export function exchange(id: number, conn: number, facts: Partial<Exchange> = {}): Exchange {
  return {
    id,
    conn,
    streamId: 0,
    method: 'GET',
    target: facts.op === undefined ? '/sse' : `/sse?op=${facts.op}`,
    op: undefined,
    requestFrame: 0,
    startedAt: 0,
    interim: [],
    responseFrame: undefined,
    status: undefined,
    contentType: '',
    coding: undefined,
    respondedAt: undefined,
    endedAt: undefined,
    pushed: false,
    carries: 'body',
    lastEventId: undefined,
    messages: { 'client-to-server': 0, 'server-to-client': 0 },
    lastId: '',
    headers: [],
    responseHeaders: [],
    ...facts,
  };
}

export function operation(id: number, facts: Partial<Operation> = {}): Operation {
  return {
    id,
    client: 'browser',
    transport: 'sse',
    isFromCode: false,
    origin: 'http1',
    url: `${ADDRESSES[facts.origin === 'http2' || facts.origin === 'http1tls' ? facts.origin : 'http1']}/sse?op=${id}`,
    issuedAt: 0,
    state: 'queued',
    events: [],
    exchanges: [],
    onWireAt: facts.exchanges?.[0]?.startedAt,
    closedAt: undefined,
    ...facts,
  };
}

export function stream(id: number, facts: Partial<Http2Stream> = {}): Http2Stream {
  return {
    id,
    state: 'half-closed (remote)',
    openedAt: 0,
    closedAt: undefined,
    reset: undefined,
    exchange: undefined,
    ...facts,
  };
}

export function source(
  connections: readonly Connection[],
  operations: readonly Operation[] = [],
  clearedAt = 0,
): WiresSource {
  return {
    connections: new Map(connections.map((each) => [each.id, each])),
    operations: new Map(operations.map((each) => [each.id, each])),
    origins: ADDRESSES,
    proxy: undefined,
    clearedAt,
  };
}

/** `n` event streams over HTTP/1.1, operation i on connection i, open since `t`. */
export function openStreams(n: number, t = 0): { connections: Connection[]; operations: Operation[] } {
  const connections: Connection[] = [];
  const operations: Operation[] = [];
  for (let id = 1; id <= n; id++) {
    const own = exchange(id, id, {
      op: id,
      startedAt: t,
      respondedAt: t + 5,
      status: 200,
      carries: 'sse',
    });
    connections.push(connection(id, { openedAt: t, exchanges: [own] }));
    operations.push(operation(id, { issuedAt: t, exchanges: [own], state: 'open' }));
  }
  return { connections, operations };
}
