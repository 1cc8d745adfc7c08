import { describe, expect, test } from 'vitest';
import { joinBytes } from '../wire/bytes.ts';
import { createHpackEncoder } from '../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../wire/http2/preface.ts';
import { encodeUtf8 } from '../wire/text.ts';
import { encodeText } from '../wire/websocket/encode.ts';
import { RecordBuilder } from './testing.ts';
import type { Trace } from './trace.ts';

const kinds = (trace: Trace): string[] =>
  Array.from({ length: trace.frames.length }, (_, i) => `${trace.frames.layer(i)} ${trace.frames.type(i)}`);

const SSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const sseRequest = (op: number): string => `GET /sse?op=${op} HTTP/1.1\r\nHost: localhost:5101\r\n\r\n`;

describe('an event stream over HTTP/1.1', () => {
  test('is stacked from chunks to events, also where an event spans two chunks', () => {
    const trace = new RecordBuilder()
      .open(1)
      .at(10)
      .client(1, sseRequest(4))
      .at(20)
      .server(1, SSE_HEAD)
      .at(30)
      .server(1, 'b\r\nid: 1\ndata:\r\n')
      .at(40)
      .server(1, '4\r\n a\n\n\r\n')
      .trace();
    expect(kinds(trace)).toEqual([
      'http1 request',
      'http1 response',
      'http1 chunk',
      'sse event',
      'http1 chunk',
    ]);
    const event = trace.frames.view(3);
    expect(event).toMatchObject({ t: 30, tEnd: 40, length: 15, exchange: 1, direction: 'server-to-client' });
    expect(trace.summary(3)).toContain('id 1');
    expect(trace.layers(3).map(({ title }) => title)).toEqual([
      'TCP connection 1',
      'HTTP/1.1 chunk × 2',
      'Server-Sent Events event',
    ]);
  });

  test('has its rows in the order of their last bytes, however it was cut into reads', () => {
    const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`;
    const bytes = `${SSE_HEAD}${chunk('data: 1\n\ndata: 2\n\n')}${chunk('data: 3\n\n')}0\r\n\r\n`;
    const orders = [1, 3, 7, bytes.length].map((size) => {
      const builder = new RecordBuilder().open(1).client(1, sseRequest(4));
      for (let at = 0; at < bytes.length; at += size) builder.server(1, bytes.slice(at, at + size));
      return kinds(builder.trace()).slice(2);
    });
    const [event, end] = ['sse event', 'http1 chunk'];
    const expected = [event, event, end, event, end, 'http1 last-chunk'];
    expect(orders).toEqual(orders.map(() => expected));
  });

  test('is not read as events where a content coding hides it', () => {
    const head = SSE_HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: br\r\n\r\n');
    const trace = new RecordBuilder()
      .open(1)
      .client(1, sseRequest(4))
      .server(1, `${head}3\r\nabc\r\n`)
      .trace();
    expect(kinds(trace)).toEqual(['http1 request', 'http1 response', 'http1 chunk']);
    expect(trace.exchanges[0]?.carries).toBe('body');
  });

  test('joins operations to exchanges by the op parameter', () => {
    const builder = new RecordBuilder().open(1).at(5);
    builder.operation({
      op: 4,
      event: 'issued',
      client: 'browser',
      transport: 'sse',
      origin: 'http1',
      url: '/sse?op=4',
    });
    builder.operation({
      op: 5,
      event: 'issued',
      client: 'browser',
      transport: 'sse',
      origin: 'http1',
      url: '/sse?op=5',
    });
    const trace = builder.at(10).client(1, sseRequest(4)).trace();
    expect(trace.operations.get(4)).toMatchObject({ state: 'waiting', onWireAt: 10 });
    expect(trace.operations.get(5)).toMatchObject({ state: 'queued', onWireAt: undefined, exchanges: [] });
  });

  test('leaves an EventSource reconnecting when its connection is cut', () => {
    const builder = new RecordBuilder().open(1);
    builder.operation({
      op: 4,
      event: 'issued',
      client: 'browser',
      transport: 'sse',
      origin: 'http1',
      url: '/sse?op=4',
    });
    builder.at(10).client(1, sseRequest(4)).server(1, SSE_HEAD);
    const trace = builder.at(20).close(1, 'fault', 'reset').trace();
    expect(trace.operations.get(4)?.state).toBe('reconnecting');
    expect(trace.exchanges[0]?.endedAt).toBe(20);
    expect(trace.connections.get(1)).toMatchObject({
      state: 'closed',
      closed: { by: 'fault', how: 'reset' },
    });
  });

  test('tells of a chunked body that was cut off at its last chunk, without a row of no bytes', () => {
    const builder = new RecordBuilder().open(1).client(1, sseRequest(4));
    const trace = builder.server(1, `${SSE_HEAD}b\r\ndata: abc\n\n\r\n`).close(1).trace();
    expect(kinds(trace)).toEqual(['http1 request', 'http1 response', 'sse event', 'http1 chunk']);
    expect(trace.diagnostics.get(3)?.map(({ code }) => code)).toEqual(['http1/chunked-body-cut']);
  });

  test('never calls an operation queued once its client has heard from the server', () => {
    const builder = new RecordBuilder();
    builder.operation({ op: 4, event: 'issued', client: 'browser', transport: 'sse', origin: 'http1' });
    expect(builder.trace().operations.get(4)?.state).toBe('queued');
    builder.operation({ op: 4, event: 'opened', client: 'browser' });
    expect(builder.trace().operations.get(4)?.state).toBe('open');
    builder.operation({ op: 4, event: 'closed', client: 'browser', detail: 'its page is gone' });
    expect(builder.trace().operations.get(4)?.state).toBe('closed');
    builder.operation({ op: 4, event: 'message', client: 'browser' });
    expect(builder.trace().operations.get(4)?.state).toBe('open');
  });

  test('answers belong to the request with their number when requests are pipelined', () => {
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const answer = (status: number): string => `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`;
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/a') + get('/b'))
      .server(1, answer(201) + answer(202))
      .trace();
    expect(trace.exchanges.map(({ target, status }) => [target, status])).toEqual([
      ['/a', 201],
      ['/b', 202],
    ]);
  });
});

describe('HTTP/2', () => {
  const request = (op: number) => [
    { name: ':method', value: 'GET' },
    { name: ':scheme', value: 'https' },
    { name: ':authority', value: 'localhost:5102' },
    { name: ':path', value: `/sse?op=${op}` },
  ];
  const response = [
    { name: ':status', value: '200' },
    { name: 'content-type', value: 'text/event-stream' },
  ];

  test('carries several event streams on one connection, each frame with its stream', () => {
    const up = createHpackEncoder();
    const down = createHpackEncoder();
    const builder = new RecordBuilder().open(1, 'http2');
    builder.server(1, encodeSettings([{ id: 3, value: 4 }]));
    builder.client(1, joinBytes([CONNECTION_PREFACE, encodeSettings([])]));
    for (const [streamId, op] of [
      [1, 7],
      [3, 8],
    ] as const) {
      builder.client(1, encodeHeaders(streamId, up.encode(request(op)), { endStream: true }));
      builder.server(1, encodeHeaders(streamId, down.encode(response)));
      builder.server(1, encodeData(streamId, encodeUtf8(`id: ${op}\ndata: x\n\n`)));
    }
    const trace = builder.trace();
    expect(kinds(trace)).toEqual([
      'http2 SETTINGS',
      'http2 preface',
      'http2 SETTINGS',
      'http2 HEADERS',
      'http2 HEADERS',
      'http2 DATA',
      'sse event',
      'http2 HEADERS',
      'http2 HEADERS',
      'http2 DATA',
      'sse event',
    ]);
    const connection = trace.connections.get(1);
    expect(connection).toMatchObject({ protocol: 'http2', maxConcurrentStreams: 4 });
    expect([...(connection?.streams.values() ?? [])].map(({ id, state }) => [id, state])).toEqual([
      [1, 'half-closed (remote)'],
      [3, 'half-closed (remote)'],
    ]);
    expect(trace.summary(3)).toBe('GET /sse?op=7 · END_STREAM');
    expect(trace.summary(4)).toBe('200 · text/event-stream');
    expect(trace.frames.view(10)).toMatchObject({ streamId: 3, exchange: 2 });
    expect([...trace.framesOfExchange(2)]).toEqual([7, 8, 9, 10]);
    expect(trace.operations.get(8)).toMatchObject({ client: 'other', transport: 'sse', state: 'open' });
  });

  test('closes what is open when the connection ends', () => {
    const builder = new RecordBuilder().open(1, 'http2').client(1, CONNECTION_PREFACE);
    builder.client(1, encodeHeaders(1, createHpackEncoder().encode(request(7)), { endStream: true }));
    const trace = builder.at(9).close(1).trace();
    expect(trace.connections.get(1)?.streams.get(1)).toMatchObject({ state: 'closed', closedAt: 9 });
    expect(trace.exchanges[0]?.endedAt).toBe(9);
  });
});

describe('a WebSocket over HTTP/1.1', () => {
  test('is decoded in both directions from the byte after the 101', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(
        1,
        'GET /ws?op=3 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      )
      .server(
        1,
        joinBytes([
          encodeUtf8('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
          encodeText('first'),
        ]),
      )
      .client(1, encodeText('Hello', 0x37fa213d))
      .trace();
    expect(kinds(trace)).toEqual(['http1 request', 'http1 response', 'websocket text', 'websocket text']);
    expect(trace.summary(3)).toBe('"Hello" · FIN');
    expect(trace.frames.view(3).length).toBe(5);
    expect(trace.connections.get(1)?.protocol).toBe('websocket');
    expect(trace.exchanges[0]).toMatchObject({
      carries: 'websocket',
      messages: { 'client-to-server': 1, 'server-to-client': 1 },
    });
  });
});

describe('bounds and odd records', () => {
  test('counts bytes of a connection that was never opened as dropped', () => {
    const trace = new RecordBuilder().client(9, 'abc').trace();
    expect(trace.dropped).toEqual({ records: 1, bytes: 3 });
    expect(trace.frames.length).toBe(0);
  });

  test('stops decoding a connection whose records were dropped, and says so', () => {
    const trace = new RecordBuilder()
      .open(1)
      .record({ type: 'dropped', t: 1, conn: 1, records: 2, bytes: 10, reason: 'memory' })
      .client(1, sseRequest(1))
      .trace();
    expect(trace.connections.get(1)?.partial).toBe(true);
    expect(trace.frames.length).toBe(0);
  });
});
