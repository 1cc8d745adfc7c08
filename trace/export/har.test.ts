import { describe, expect, test } from 'vitest';
import { joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder, type FieldToEncode } from '../../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodePushPromise } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeBinary, encodeText } from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';
import { checkHar, type HarEntry } from './har-check.ts';
import { encodeHar } from './har.ts';

const entriesOf = (trace: Trace): HarEntry[] => checkHar(JSON.parse([...encodeHar(trace, '1.2.3')].join('')));
const firstOf = (trace: Trace): HarEntry => entriesOf(trace)[0] as HarEntry;
const exchange = (request: string, response: string): Trace =>
  new RecordBuilder().open(1).client(1, request).server(1, response).trace();
const get = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost:5101', ...fields, '', ''].join('\r\n');
const EPOCH_SECONDS = 1_700_000_000;

describe('an entry of a HAR log', () => {
  test('has the times of the wire, which add up', () => {
    const trace = new RecordBuilder()
      .open(1)
      .at(10)
      .client(1, 'POST /publish HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n')
      .at(10.2)
      .client(1, '{}{}')
      .at(12.5)
      .server(1, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')
      .at(20)
      .server(1, 'cd')
      .trace();
    const { startedDateTime, time, timings } = firstOf(trace);
    expect(startedDateTime).toBe('2023-11-14T22:13:20.010Z');
    expect(timings).toMatchObject({ send: 0.2, wait: 2.3, receive: 7.5, connect: -1 });
    expect(time).toBe(10);
  });

  test('has the request as it was sent: address, query, cookies, content', () => {
    const request =
      'POST /publish?a=1+2&b=%C3%A9&bad=%E9&c HTTP/1.1\r\nHost: localhost:5101\r\nCookie: x=1; y=a=b\r\n' +
      'Content-Type: text/plain\r\nContent-Length: 6\r\n\r\nh\u00e9llo';
    const { request: told } = firstOf(exchange(request, 'HTTP/1.1 204 No Content\r\n\r\n'));
    expect(told).toMatchObject({
      method: 'POST',
      url: 'http://localhost:5101/publish?a=1+2&b=%C3%A9&bad=%E9&c',
      httpVersion: 'HTTP/1.1',
      queryString: [
        { name: 'a', value: '1 2' },
        { name: 'b', value: 'é' },
        { name: 'bad', value: '%E9' },
        { name: 'c', value: '' },
      ],
      cookies: [
        { name: 'x', value: '1' },
        { name: 'y', value: 'a=b' },
      ],
      postData: { mimeType: 'text/plain', text: 'héllo' },
      bodySize: 6,
      headersSize: request.length - 5,
    });
  });

  test('has the response as it was sent: status, cookies with attributes, content', () => {
    const response =
      'HTTP/1.1 404 Nobody Home\r\nContent-Type: text/plain\r\nLocation: /there\r\n' +
      'Set-Cookie: id=7; Path=/a; Domain=localhost; Secure; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\n' +
      'Set-Cookie: bare\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n';
    const { response: told } = firstOf(exchange(get('/x'), response));
    expect(told).toMatchObject({
      status: 404,
      statusText: 'Nobody Home',
      redirectURL: '/there',
      content: { size: 2, mimeType: 'text/plain', text: 'no' },
      bodySize: 2,
      cookies: [
        {
          name: 'id',
          value: '7',
          path: '/a',
          domain: 'localhost',
          expires: '2026-10-21T07:28:00.000Z',
          httpOnly: true,
          secure: true,
        },
        { name: 'bare', value: '' },
      ],
    });
  });

  test('writes content that is no text in base64', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/'))
      .server(1, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n')
      .server(1, Uint8Array.of(0xff, 0xfe, 0, 1))
      .trace();
    expect(firstOf(trace).response.content).toMatchObject({ size: 4, text: '//4AAQ==', encoding: 'base64' });
  });

  test('keeps a content coding, and says so', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nzz';
    expect(firstOf(exchange(get('/'), response)).response.content).toMatchObject({
      size: 2,
      comment: 'As it was sent: Content-Encoding gzip is not undone.',
    });
  });

  test('cuts long content between characters, says so, and keeps its size exact', () => {
    const body = encodeUtf8(`a${'é'.repeat(600_000)}`);
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/'))
      .server(1, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      .server(1, body)
      .trace();
    const { content, bodySize } = firstOf(trace).response;
    expect(content).toMatchObject({ size: 1_200_001, comment: 'The first 1048575 of 1200001 bytes.' });
    expect(content.encoding).toBeUndefined();
    expect(content.text).toHaveLength(1 + 1_048_574 / 2);
    expect(bodySize).toBe(1_200_001);
  });

  test('tells of a request that was never answered, and of one that is still open', () => {
    const waiting = firstOf(new RecordBuilder().open(1).client(1, get('/')).trace());
    expect(waiting.response).toMatchObject({ status: 0, bodySize: -1, headersSize: -1 });
    expect(waiting.comment).toBe('There was no response. Still open when the recording ended.');
    const closed = firstOf(new RecordBuilder().open(1).client(1, get('/')).at(5).close(1).trace());
    expect(closed.comment).toBe('There was no response.');
    expect(closed.time).toBe(5);
  });

  test('has the interim responses in a field of its own', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/early-hints'))
      .at(3)
      .server(1, 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n')
      .at(9)
      .server(1, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      .trace();
    expect(firstOf(trace)).toMatchObject({
      timings: { wait: 9 },
      response: { status: 200 },
      _interimResponses: [
        {
          time: EPOCH_SECONDS + 0.003,
          status: 103,
          statusText: 'Early Hints',
          headers: [{ name: 'Link', value: '</a.css>; rel=preload' }],
        },
      ],
    });
  });

  test('has an absolute address for every form of request target', () => {
    const url = (request: string): string => firstOf(exchange(request, '')).request.url;
    expect(url(get('http://elsewhere/x'))).toBe('http://elsewhere/x');
    expect(url(get('*').replace('GET', 'OPTIONS'))).toBe('http://localhost:5101/');
    expect(url('GET /x HTTP/1.0\r\n\r\n')).toBe('http://127.0.0.1:5101/x');
  });
});

describe('what a stream carried, in a HAR log', () => {
  test('is events under the names that browsers use', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/sse'))
      .server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n')
      .at(7)
      .server(1, 'id: 4\nevent: tick\ndata: one\n\n: heartbeat\n\ndata: two\n\n')
      .trace();
    expect(firstOf(trace)).toMatchObject({
      _resourceType: 'eventsource',
      _eventSourceMessages: [
        { time: EPOCH_SECONDS + 0.007, eventName: 'tick', eventId: '4', data: 'one' },
        { time: EPOCH_SECONDS + 0.007, eventName: 'message', eventId: '4', data: 'two' },
      ],
    });
  });

  test('is messages of a WebSocket, text as text and bytes in base64, and no content', () => {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
    const trace = new RecordBuilder()
      .open(1)
      .client(1, get('/ws', ...upgrade))
      .server(1, ['HTTP/1.1 101 Switching Protocols', ...upgrade, '', ''].join('\r\n'))
      .at(4)
      .client(1, encodeText('Hello', 0x0a0b0c0d))
      .at(5)
      .server(1, encodeBinary(Uint8Array.of(0, 255)))
      .trace();
    expect(firstOf(trace)).toMatchObject({
      request: { url: 'ws://localhost:5101/ws' },
      response: { status: 101, content: { size: 0 }, bodySize: 0 },
      _resourceType: 'websocket',
      _webSocketMessages: [
        { type: 'send', time: EPOCH_SECONDS + 0.004, opcode: 1, data: 'Hello' },
        { type: 'receive', time: EPOCH_SECONDS + 0.005, opcode: 2, data: 'AP8=' },
      ],
    });
  });
});

describe('HTTP/2 in a HAR log', () => {
  const up = createHpackEncoder();
  const down = createHpackEncoder();
  const pseudo = (method: string, path: string, more: FieldToEncode[] = []): FieldToEncode[] => [
    { name: ':method', value: method },
    { name: ':scheme', value: 'https' },
    { name: ':authority', value: 'localhost:5102' },
    { name: ':path', value: path },
    ...more,
  ];
  const status = (code: string): Uint8Array => down.encode([{ name: ':status', value: code }]);
  const trace = new RecordBuilder()
    .open(1, 'http2')
    .client(
      1,
      joinBytes([
        CONNECTION_PREFACE,
        encodeHeaders(1, up.encode(pseudo('GET', '/push', [{ name: 'accept', value: '*/*' }])), {
          endStream: true,
        }),
        encodeHeaders(3, up.encode(pseudo('CONNECT', '/ws', [{ name: ':protocol', value: 'websocket' }]))),
      ]),
    )
    .server(1, encodePushPromise(1, 2, down.encode(pseudo('GET', '/pushed.txt'))))
    .server(
      1,
      joinBytes([encodeHeaders(1, status('200')), encodeData(1, encodeUtf8('page'), { endStream: true })]),
    )
    .server(
      1,
      joinBytes([encodeHeaders(2, status('200')), encodeData(2, encodeUtf8('pushed'), { endStream: true })]),
    )
    .server(1, encodeHeaders(3, status('200')))
    .server(1, encodeData(3, encodeText('over HTTP/2')))
    .trace();

  test('has no pseudo-header fields, no reason phrase and no size of a head', () => {
    const [page] = entriesOf(trace);
    expect(page).toMatchObject({
      request: {
        method: 'GET',
        url: 'https://localhost:5102/push',
        httpVersion: 'HTTP/2',
        headers: [{ name: 'accept', value: '*/*' }],
        headersSize: -1,
      },
      response: { status: 200, statusText: '', headers: [], content: { size: 4, text: 'page' } },
    });
  });

  test('marks what the server pushed', () => {
    const pushed = entriesOf(trace).find(({ request }) => request.url.endsWith('/pushed.txt'));
    expect(pushed).toMatchObject({ _pushed: true, response: { content: { text: 'pushed' } } });
    expect(entriesOf(trace).filter((entry) => '_pushed' in entry)).toHaveLength(1);
  });

  test('shows a WebSocket over a stream as such', () => {
    const socket = entriesOf(trace).find(({ request }) => request.method === 'CONNECT');
    expect(socket).toMatchObject({
      request: { url: 'wss://localhost:5102/ws' },
      response: { status: 200, content: { size: 0 }, bodySize: 0 },
      _webSocketMessages: [{ type: 'receive', opcode: 1, data: 'over HTTP/2' }],
    });
  });
});

test('a recording without exchanges gives a HAR log without entries', () => {
  expect(entriesOf(new RecordBuilder().trace())).toEqual([]);
});

test('the check of the format itself refuses what breaks it', () => {
  const broken = (change: (entry: HarEntry) => object): unknown => {
    const file = JSON.parse([...encodeHar(exchange(get('/'), ''), '1.2.3')].join('')) as {
      log: { entries: HarEntry[] };
    };
    file.log.entries = file.log.entries.map((entry) => ({ ...entry, ...change(entry) }));
    return file;
  };
  expect(() => checkHar(broken(() => ({})))).not.toThrow();
  expect(() => checkHar(broken(() => ({ startedDateTime: 'today' })))).toThrow('startedDateTime');
  expect(() => checkHar(broken(() => ({ ours: 1 })))).toThrow('neither described');
  expect(() => checkHar(broken(({ request }) => ({ request: { ...request, url: '/x' } })))).toThrow('url');
  expect(() => checkHar(broken(() => ({ time: 9 })))).toThrow('do not add up');
});
