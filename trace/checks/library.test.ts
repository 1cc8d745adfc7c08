import { describe, expect, test } from 'vitest';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import {
  encodeData,
  encodeGoaway,
  encodeHeaders,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import {
  encodeClose,
  encodeFragments,
  encodePing,
  encodePong,
  encodeText,
} from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../testing.ts';
import type { CheckResult } from './check.ts';
import { findCheck } from './registry.ts';
import { BROWSER_AGENT } from './testing.ts';

function check(id: string, records: RecordBuilder, args: object = {}, now?: number): CheckResult {
  const found = findCheck(id);
  if (!found) throw new RangeError(`There is no check ${id}.`);
  const trace = records.trace();
  const result = found.check(trace, args, now ?? trace.lastT);
  expect(result.reason).toMatch(/^[A-Z/].*\.$/);
  if (result.evidence?.frame !== undefined) expect(result.evidence.frame).toBeLessThan(trace.frames.length);
  return result;
}
const status = (...given: Parameters<typeof check>) => check(...given).status;

const HTTP1 = { origin: 'http1' };
const request = (target: string, more = '', method = 'GET'): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${BROWSER_AGENT}\r\n${more}\r\n`;
const response = (line: string, body: string, more = ''): string =>
  `HTTP/1.1 ${line}\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
const NOTHING = 'HTTP/1.1 204 No Content\r\n\r\n';
const page = (ids: readonly number[]): string =>
  response(
    '200 OK',
    JSON.stringify({ events: ids.map((id) => ({ id, data: 'x' })), after: ids.at(-1) ?? 0 }),
  );
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const event = (id: number): string => `id: ${id}\ndata: ${id}\n\n`;

/** An operation of the page. */
const ask = (records: RecordBuilder, op: number, transport: 'sse' | 'long-poll' | 'poll' | 'websocket') =>
  records.operation({
    op,
    event: 'issued',
    client: 'browser',
    transport,
    origin: 'http1',
    url: `/?op=${op}`,
  });

describe('polling', () => {
  const polled = (...answers: string[]): RecordBuilder => {
    const records = ask(new RecordBuilder().at(1), 1, 'long-poll').open(1);
    answers.forEach((answer, at) => {
      records.at(100 * at + 10).client(1, request('/long-poll?op=1'));
      records.at(100 * at + 60).server(1, answer);
    });
    return records;
  };

  test('requests on one connection count, and not those on several', () => {
    const records = new RecordBuilder()
      .open(1)
      .client(1, request('/hello'))
      .server(1, response('200 OK', '{}'));
    expect(status('requests-on-one-connection', records, { ...HTTP1, atLeast: 2 })).toBe('not-yet');
    records.client(1, request('/hello')).server(1, response('200 OK', '{}'));
    expect(status('requests-on-one-connection', records, { ...HTTP1, atLeast: 2 })).toBe('met');
  });

  test('empty answers count, full ones do not', () => {
    const records = new RecordBuilder().open(1);
    for (const answer of [NOTHING, page([1]), NOTHING]) records.client(1, request('/poll')).server(1, answer);
    expect(status('empty-polls', records, { ...HTTP1, atLeast: 2 })).toBe('met');
    expect(status('empty-polls', records, { ...HTTP1, atLeast: 1, path: '/long-poll' })).toBe('not-yet');
    expect(check('empty-polls', records, { ...HTTP1, atLeast: 3 }).reason).toBe(
      'Two empty answers so far, of 3.',
    );
  });

  test('ids without a gap lose nothing, and a gap is named', () => {
    const args = { ...HTTP1, transport: 'long-poll', atLeast: 3, requests: 2 };
    expect(status('no-event-lost', polled(page([1, 2]), page([3])), args)).toBe('met');
    expect(check('no-event-lost', polled(page([1, 2]), page([4])), args).reason).toContain(
      'from event 2 to 4: one event missing',
    );
    expect(status('no-event-lost', polled(page([1, 2, 3])), args)).toBe('not-yet');
  });

  test('an event between two polls is brought by the next, or was lost', () => {
    const publish = (records: RecordBuilder): RecordBuilder =>
      records
        .open(2)
        .at(80)
        .client(2, request('/publish', '', 'POST'))
        .server(2, response('201 Created', '{"id":7}'));
    const between = (second: string): RecordBuilder => {
      const records = publish(polled(page([6])));
      return records.at(110).client(1, request('/long-poll?op=1')).at(160).server(1, second);
    };
    expect(status('event-between-polls', between(page([7])), HTTP1)).toBe('met');
    const lost = check('event-between-polls', between(page([8])), HTTP1);
    expect([lost.status, lost.conditions?.map(({ met }) => met)]).toEqual(['not-yet', [true, true, false]]);
    expect(status('event-between-polls', polled(page([6]), page([7])), HTTP1)).toBe('not-yet');
  });

  test('an answer that was held and brought an event counts, one that came at once does not', () => {
    expect(status('answer-held', polled(page([1])), { ...HTTP1, longerThanMs: 40 })).toBe('met');
    expect(status('answer-held', polled(page([1])), { ...HTTP1, longerThanMs: 60 })).toBe('not-yet');
    expect(status('answer-held', polled(NOTHING), { ...HTTP1, longerThanMs: 40 })).toBe('not-yet');
  });
});

describe('event streams', () => {
  const stream = (): RecordBuilder =>
    ask(new RecordBuilder().at(10), 1, 'sse').open(1).client(1, request('/sse?op=1')).server(1, STREAM_HEAD);

  test('an event in two chunks is split, one in its own chunk is not', () => {
    expect(status('event-split', stream().server(1, chunk(event(1))), HTTP1)).toBe('not-yet');
    const split = stream().server(1, chunk('id: 1\nda')).server(1, chunk('ta: x\n\n'));
    expect(check('event-split', split, HTTP1).reason).toBe('One event lies in 2 chunks.');
  });

  test.each([
    ['event', 'event: greeting\ndata: x\n\n'],
    ['id', 'id: 5\ndata: x\n\n'],
    ['retry', 'retry: 500\n\n'],
    ['comment', ': hello\n\n'],
    ['data-lines', 'data: a\ndata: b\n\n'],
  ])('the field %s is seen', (field, text) => {
    expect(status('sse-field-seen', stream().server(1, chunk('data: x\n\n')), { ...HTTP1, field })).toBe(
      'not-yet',
    );
    expect(status('sse-field-seen', stream().server(1, chunk(text)), { ...HTTP1, field })).toBe('met');
    expect(status('sse-field-seen', stream().server(1, chunk(text)), { ...HTTP1, field, value: '?' })).toBe(
      'not-yet',
    );
  });

  test('a return goes on without a gap, or with one', () => {
    const returned = (next: number): RecordBuilder =>
      stream()
        .server(1, chunk(event(1)) + chunk(event(2)))
        .at(500)
        .close(1, 'fault', 'reset')
        .at(3_500)
        .open(2)
        .client(2, request('/sse?op=1', 'Last-Event-ID: 2\r\n'))
        .server(2, STREAM_HEAD + chunk(event(next)));
    expect(check('gap-free-return', returned(3), HTTP1).reason).toBe(
      'It stopped at event 2 and went on with 3.',
    );
    expect(check('gap-free-return', returned(6), HTTP1).reason).toBe('From 2 to 6: three events missing.');
    expect(status('gap-free-return', returned(6), { ...HTTP1, lost: true })).toBe('met');
    expect(status('gap-free-return', returned(3), { ...HTTP1, lost: true })).toBe('not-yet');
  });

  test('a stream stopped when it is over for good, not when it may ask again', () => {
    const refused = (): RecordBuilder =>
      ask(new RecordBuilder().at(10), 1, 'sse')
        .open(1)
        .client(1, request('/sse?op=1'))
        .server(1, response('503 Service Unavailable', ''));
    expect(status('stream-stopped', refused(), { ...HTTP1, status: 503 })).toBe('not-yet');
    const over = refused().operation({ op: 1, event: 'closed', client: 'browser' });
    expect(status('stream-stopped', over, { ...HTTP1, status: 503 })).toBe('met');
    expect(status('stream-stopped', over, { ...HTTP1, status: 204 })).toBe('not-yet');
  });

  test('events that come at once after a silence were held, and flow when they come one by one', () => {
    const args = { ...HTTP1, longerThanMs: 1_000, atLeast: 3, flowing: 2 };
    const records = stream()
      .at(2_000)
      .server(1, chunk(event(1) + event(2) + event(3)));
    expect(check('events-held-then-flowing', records, args).conditions?.map(({ met }) => met)).toEqual([
      true,
      false,
    ]);
    for (const id of [4, 5]) records.at(2_000 + id * 200).server(1, chunk(event(id)));
    expect(status('events-held-then-flowing', records, args)).toBe('met');
    const steady = stream();
    for (const id of [1, 2, 3, 4]) steady.at(id * 200).server(1, chunk(event(id)));
    expect(status('events-held-then-flowing', steady, args)).toBe('not-yet');
  });

  test('heartbeats keep a stream, and silence ends one', () => {
    const beats = stream().server(1, chunk(': a\n\n')).server(1, chunk(': b\n\n'));
    expect(status('heartbeats-kept-alive', beats, { ...HTTP1, atLeast: 2 })).toBe('met');
    expect(status('heartbeats-kept-alive', beats, { ...HTTP1, atLeast: 3 })).toBe('not-yet');
    expect(status('connection-timed-out', beats.at(60).close(1), HTTP1)).toBe('not-yet');
    const cut = stream().record({ type: 'connection-closed', t: 900, conn: 1, by: 'fault', how: 'timeout' });
    expect(check('connection-timed-out', cut, HTTP1).reason).toContain('890 ms after');
  });
});

describe('HTTP/2', () => {
  /** One connection with what a client and a server say on it. */
  function http2() {
    const records = new RecordBuilder().open(1, 'http2');
    const up = createHpackEncoder();
    const down = createHpackEncoder();
    const client = (bytes: Uint8Array) => records.client(1, bytes);
    const server = (bytes: Uint8Array) => records.server(1, bytes);
    client(joinBytes([CONNECTION_PREFACE, encodeSettings([{ id: 2, value: 0 }])]));
    const heads = (path: string) =>
      up.encode([
        { name: ':method', value: 'GET' },
        { name: ':scheme', value: 'https' },
        { name: ':authority', value: 'localhost' },
        { name: ':path', value: path },
        { name: 'user-agent', value: BROWSER_AGENT },
      ]);
    const answer = (stream: number, code = '200', end = true) =>
      server(encodeHeaders(stream, down.encode([{ name: ':status', value: code }]), { endStream: end }));
    const get = (stream: number, path: string) =>
      client(encodeHeaders(stream, heads(path), { endStream: true }));
    return { records, client, server, get, answer, up, down };
  }

  test('a later header block is small', () => {
    const { records, get } = http2();
    get(1, '/hello');
    expect(status('header-block-smaller', records, { bytes: 60 })).toBe('not-yet');
    get(3, '/hello');
    expect(status('header-block-smaller', records, { bytes: 60 })).toBe('met');
    expect(status('header-block-smaller', records, { bytes: 1 })).toBe('not-yet');
  });

  test('a window reaches 0, and opens again', () => {
    const { records, client, server, get, answer } = http2();
    get(1, '/download');
    answer(1, '200', false);
    for (let sent = 0; sent < 4; sent += 1) server(encodeData(1, new Uint8Array(sent < 3 ? 16_384 : 16_383)));
    const result = check('window-reached-zero', records);
    expect([result.status, result.conditions?.map(({ met }) => met)]).toEqual(['not-yet', [true, false]]);
    expect(status('window-reached-zero', records, { reopened: false })).toBe('met');
    records.at(500);
    client(encodeWindowUpdate(1, 1_000));
    expect(check('window-reached-zero', records, { of: 'stream' }).reason).toBe(
      'The window of stream 1 on connection 1 was at 0 for 500 ms, then opened again.',
    );
    expect(status('window-reached-zero', records, { of: 'connection' })).toBe('not-yet');
  });

  test('RST_STREAM and GOAWAY count with their code', () => {
    const { records, server, get } = http2();
    get(1, '/sse');
    server(encodeRstStream(1, 7));
    server(encodeGoaway(1, 0));
    expect(check('stream-reset', records, { code: 7 }).reason).toContain('REFUSED_STREAM');
    expect(check('stream-reset', records, { code: 8 }).reason).toContain('another code');
    expect(status('stream-reset', records, { direction: 'client-to-server' })).toBe('not-yet');
    expect(status('goaway-seen', records, { code: 0 })).toBe('met');
    expect(status('goaway-seen', records, { code: 2 })).toBe('not-yet');
  });

  test('a push is received when its answer is taken; a client that takes none refused it', () => {
    const { records, server, get, answer, down } = http2();
    get(1, '/push');
    const refused = () => status('push-refused', records);
    expect(refused()).toBe('not-yet');
    answer(1);
    expect(refused()).toBe('met');
    get(3, '/push');
    server(encodePushPromise(3, 2, down.encode([{ name: ':path', value: '/assets/pushed.txt' }])));
    expect(check('push-received', records).conditions?.map(({ met }) => met)).toEqual([true, false]);
    expect(refused()).toBe('not-yet');
    answer(2);
    expect(status('push-received', records)).toBe('met');
  });

  test('Early Hints were used when a named file was asked for before the page came', () => {
    const { records, client, server, get, answer, up, down } = http2();
    get(1, '/early-hints');
    const link = { name: 'link', value: '</assets/a.css>; rel=preload; as=style' };
    server(encodeHeaders(1, down.encode([{ name: ':status', value: '103' }, link])));
    records.at(100);
    get(3, '/assets/a.css');
    records.at(600);
    answer(1);
    expect(check('early-hints-used', records).conditions?.map(({ met }) => met)).toEqual([true, true, false]);
    const post = up.encode([
      { name: ':method', value: 'POST' },
      { name: ':path', value: '/early-hints/report' },
    ]);
    client(
      joinBytes([
        encodeHeaders(5, post),
        encodeData(5, encodeUtf8('{"i":"early-hints"}'), { endStream: true }),
      ]),
    );
    expect(check('early-hints-used', records).reason).toBe(
      'One file asked for after the 103, the first 500 ms before the final response.',
    );
    expect(status('early-hints-absent', records, { origin: 'http2' })).toBe('not-yet');
    expect(check('early-hints-sent', records, { origin: 'http2' }).reason).toBe(
      'Between the 103 and the final response the browser asked for one file it names.',
    );
    expect(status('early-hints-sent', records, HTTP1)).toBe('not-yet');
    expect(status('early-hints-used', records, HTTP1)).toBe('not-yet');
  });

  test('settings are exchanged when each end has acknowledged those of the other', () => {
    const { records, client, server } = http2();
    const conditions = () => check('settings-exchanged', records).conditions?.map(({ met }) => met);
    expect(conditions()).toEqual([true, false, false, false]);
    server(encodeSettings([{ id: 3, value: 100 }]));
    server(encodeSettingsAck());
    expect(conditions()).toEqual([true, true, true, false]);
    client(encodeSettingsAck());
    expect(check('settings-exchanged', records).reason).toBe(
      'On connection 1 each end sent its SETTINGS and acknowledged those of the other.',
    );
  });

  test('DATA counts until its reader makes room on the stream', () => {
    const { records, client, server, get, answer } = http2();
    get(1, '/download');
    answer(1, '200', false);
    server(encodeData(1, new Uint8Array(600)));
    client(encodeWindowUpdate(0, 600));
    server(encodeData(1, new Uint8Array(400)));
    client(encodeWindowUpdate(1, 1_000));
    server(encodeData(1, new Uint8Array(800)));
    expect(status('data-without-window-update', records, { atLeast: 1_000 })).toBe('met');
    expect(check('data-without-window-update', records, { atLeast: 1_001 }).reason).toBe(
      'Stream 1 on connection 1 carried 1,000 bytes before a WINDOW_UPDATE for it, of 1,001.',
    );
    const up = { atLeast: 1, direction: 'client-to-server' };
    expect(status('data-without-window-update', records, up)).toBe('not-yet');
  });

  test('frames are seen by their type', () => {
    const { records } = http2();
    expect(status('frame-seen', records, { origin: 'http2', type: 'SETTINGS' })).toBe('met');
    expect(status('frame-seen', records, { origin: 'http2', type: 'GOAWAY' })).toBe('not-yet');
  });
});

describe('WebSocket', () => {
  const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
  const upgrade = (accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='): RecordBuilder =>
    ask(new RecordBuilder().at(10), 1, 'websocket')
      .open(1)
      .client(
        1,
        request('/ws?op=1', `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\n`),
      )
      .server(
        1,
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );

  test('an upgrade is accepted when the key was answered right (RFC 6455 §1.3)', () => {
    expect(status('upgrade-accepted', upgrade(), HTTP1)).toBe('met');
    expect(check('upgrade-accepted', upgrade('bm8='), HTTP1).reason).toBe(
      'Sec-WebSocket-Accept is not what the key gives.',
    );
  });

  test('an upgrade is refused with a status', () => {
    const records = new RecordBuilder()
      .open(1)
      .client(1, request('/ws'))
      .server(1, response('426 Upgrade Required', ''));
    expect(status('upgrade-refused', records, { ...HTTP1, status: 426 })).toBe('met');
    expect(status('upgrade-refused', records, { ...HTTP1, status: 403 })).toBe('not-yet');
  });

  test('messages are found by length, direction and fragments', () => {
    const records = upgrade()
      .client(1, encodeText('a'.repeat(126), 1))
      .server(1, encodeText('hi'));
    records.server(1, joinBytes(encodeFragments(1, ['ab', 'cd', 'ef'].map(encodeUtf8))));
    const find = (args: object) => status('websocket-message', records, { ...HTTP1, ...args });
    expect(find({ bytes: 126, direction: 'client-to-server' })).toBe('met');
    expect(find({ bytes: 126, direction: 'server-to-client' })).toBe('not-yet');
    expect(find({ frames: 3 })).toBe('met');
    expect(find({ frames: 4 })).toBe('not-yet');
    expect(find({ type: 'binary' })).toBe('not-yet');
    expect(find({ atLeastBytes: 127 })).toBe('not-yet');
  });

  test('close codes, and pings with their pong', () => {
    const records = upgrade().server(1, encodePing(encodeUtf8('x')));
    expect(check('ping-answered', records, HTTP1).reason).toBe('No pong has answered it so far.');
    records.client(1, encodePong(encodeUtf8('y'), 1));
    expect(status('ping-answered', records, HTTP1)).toBe('not-yet');
    records.client(1, encodePong(encodeUtf8('x'), 1)).client(1, encodeClose(1000, '', 1));
    expect(status('ping-answered', records, HTTP1)).toBe('met');
    expect(status('close-code-seen', records, { ...HTTP1, code: 1000 })).toBe('met');
    expect(status('close-code-seen', records, { ...HTTP1, code: 1001 })).toBe('not-yet');
  });

  test('both ways within a time', () => {
    const records = upgrade().at(100).client(1, encodeText('a', 1)).at(600).server(1, encodeText('b'));
    expect(status('messages-both-ways', records, { ...HTTP1, withinMs: 500 })).toBe('met');
    expect(status('messages-both-ways', records, { ...HTTP1, withinMs: 400 })).toBe('not-yet');
  });

  test('a dead peer is found when somebody gives a frozen wire up in time', () => {
    const frozen = upgrade().record({
      ...({ type: 'fault', t: 1_000, conn: 1, active: true } as const),
      fault: { type: 'freeze', direction: 'both' },
    });
    const args = { ...HTTP1, withinMs: 3_000 };
    expect(check('dead-peer-found', frozen, args, 5_000).reason).toBe('Nobody has noticed for 4.00 s.');
    frozen.at(3_500).close(1, 'server', 'reset');
    expect(check('dead-peer-found', frozen, args).reason).toBe(
      'Connection 1 was given up 2.50 s after it went silent.',
    );
    expect(status('dead-peer-found', frozen, { ...HTTP1, withinMs: 2_000 })).toBe('not-yet');
  });

  test('pauses that grow are a backoff, even ones are not', () => {
    const tried = (...times: number[]): RecordBuilder => {
      const records = upgrade();
      for (const t of times) records.at(t).operation({ op: 1, event: 'error', client: 'browser' });
      return records;
    };
    expect(status('reconnects-with-backoff', tried(1_000, 1_500, 2_500, 4_500), HTTP1)).toBe('met');
    expect(status('reconnects-with-backoff', tried(1_000, 2_000, 3_000, 4_000), HTTP1)).toBe('not-yet');
    expect(status('reconnects-with-backoff', tried(1_000), HTTP1)).toBe('not-yet');
  });

  test('a herd is many connections in a short time', () => {
    const records = new RecordBuilder();
    [100, 110, 120, 900].forEach((t, at) => records.at(t).open(at + 1));
    expect(status('connections-within', records, { ...HTTP1, atLeast: 3, withinMs: 20 })).toBe('met');
    expect(status('connections-within', records, { ...HTTP1, atLeast: 4, withinMs: 20 })).toBe('not-yet');
  });
});
