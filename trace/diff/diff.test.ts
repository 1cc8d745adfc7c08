import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodePing, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeText } from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';
import { countKinds, diffTraces, type FrameDiff, type TraceDiff } from './diff.ts';
import { diffJson, diffLines } from './text.ts';

const allFrames = (diff: TraceDiff): FrameDiff[] =>
  [...diff.exchanges, ...diff.connections].flatMap(({ frames }) => frames);
/** What differs, as `mark layer type: why`. */
const shown = (a: Trace, b: Trace, diff = diffTraces(a, b)): string[] =>
  allFrames(diff)
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, a: left, b: right, why }) => {
      const [trace, row] = left === undefined ? [b, right as number] : [a, left];
      return `${kind} ${trace.frames.layer(row)} ${trace.frames.type(row)}${why.map((reason) => `; ${reason}`).join('')}`;
    });

const get = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost:5101', ...fields, '', ''].join('\r\n');
const ok = (body: string, ...fields: string[]): string =>
  ['HTTP/1.1 200 OK', ...fields, `Content-Length: ${body.length}`, '', body].join('\r\n');
const SSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
const event = (id: number, data = 'x'): string => `id: ${id}\ndata: ${data}\n\n`;

const one = (request: string, response: string): Trace =>
  new RecordBuilder().open(1).client(1, request).server(1, response).trace();

describe('comparing frames', () => {
  test('does not look at times, dates, ports of the lab and nonces', () => {
    const a = one(get('/hello'), ok('hi', 'Date: Sat, 21 Nov 2026 07:44:46 GMT'));
    const b = new RecordBuilder()
      .at(70)
      .open(9)
      .at(80)
      .client(9, get('/hello').replace('5101', '6101'))
      .at(99)
      .server(9, ok('hi', 'Date: Sun, 22 Nov 2026 07:44:46 GMT'))
      .trace();
    expect(shown(a, b)).toEqual([]);
    expect(diffTraces(a, b).exchanges[0]).toMatchObject({ kind: 'same', why: [] });
  });

  test('names the header fields that differ', () => {
    const a = one(get('/', 'Accept: a'), ok('', 'X-One: 1', 'Vary: Origin', 'Vary: Accept'));
    const b = one(get('/', 'Accept: b'), ok('', 'X-Two: 2', 'Vary: Origin', 'Vary: Cookie'));
    expect(shown(a, b)).toEqual([
      'changed http1 request; accept: a → b',
      'changed http1 response; x-one: 1 → (not sent); vary: Origin, Accept → Origin, Cookie; x-two: (not sent) → 2',
    ]);
  });

  test('sees contents of the same length that differ', () => {
    expect(shown(one(get('/'), ok('ab')), one(get('/'), ok('ba')))).toEqual([
      'changed http1 body; content differs',
    ]);
  });

  test('compares what an event stream carries by its events, once', () => {
    const chunked =
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
    const a = one(get('/sse'), chunked + chunk(event(1, 'a')) + chunk(event(2)));
    const b = one(get('/sse'), chunked + chunk(event(1, 'b')) + chunk(event(2)));
    expect(shown(a, b)).toEqual(['changed sse event; summary id 1 · a → id 1 · b']);
  });

  test('tells what one recording has more, in the middle too', () => {
    const a = one(get('/sse'), SSE_HEAD + event(1) + event(2) + event(4));
    const b = one(get('/sse'), SSE_HEAD + event(1) + event(2) + event(3) + event(4) + ': beat\n\n');
    expect(shown(a, b)).toEqual(['only-b sse event', 'only-b sse comment']);
    expect(shown(b, a)).toEqual(['only-a sse event', 'only-a sse comment']);
  });

  test('names flags and diagnostics that differ', () => {
    const fromServer = (...frames: Uint8Array[]): Trace =>
      new RecordBuilder()
        .open(1, 'http2')
        .client(1, CONNECTION_PREFACE)
        .server(1, joinBytes([encodeSettings([]), ...frames]))
        .trace();
    const ping = (ack: boolean): Uint8Array => encodePing(new Uint8Array(8), { ack });
    const [first] = shown(fromServer(ping(false)), fromServer(ping(true)));
    expect(first).toContain('flags 0x0 → 0x1');
    const [second] = shown(fromServer(ping(false)), fromServer(encodePing(new Uint8Array(7))));
    expect(second).toContain('diagnostics none → http2/payload-size');
  });

  test('keeps each direction in its own order: how they interleave is chance', () => {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
    const start = (): RecordBuilder =>
      new RecordBuilder()
        .open(1)
        .client(1, get('/ws', ...upgrade))
        .server(1, ['HTTP/1.1 101 Switching Protocols', ...upgrade, '', ''].join('\r\n'));
    const a = start().at(1).client(1, encodeText('up', 1)).at(2).server(1, encodeText('down')).trace();
    const b = start().at(1).server(1, encodeText('down')).at(2).client(1, encodeText('up', 99)).trace();
    expect(shown(a, b)).toEqual([]);
  });
});

describe('the order of the frames of an exchange', () => {
  test('is that of time over both directions, and of the wire within one, also where one run was faster', () => {
    const run = (...times: number[]): Trace => {
      const builder = new RecordBuilder().open(1).client(1, get('/sse')).at(1).server(1, SSE_HEAD);
      times.forEach((t, i) => builder.at(t).server(1, event(i + 1)));
      return builder.trace();
    };
    const [diff] = diffTraces(run(10, 100), run(10, 20, 30)).exchanges;
    expect(diff?.frames.map(({ kind, a, b }) => `${kind} ${a} ${b}`)).toEqual([
      'same 0 0',
      'same 1 1',
      'same 2 2',
      'same 3 3',
      'only-b undefined 4',
    ]);
  });
});

describe('pairing exchanges and connections', () => {
  test('goes by method and target without the operation, in order', () => {
    const a = new RecordBuilder().open(1).client(1, get('/a?op=1&x=1') + get('/b') + get('/a?x=1&op=2'));
    const b = new RecordBuilder().open(1).client(1, get('/b') + get('/a?op=7&x=1') + get('/a?x=1&op=9'));
    const { exchanges } = diffTraces(a.trace(), b.trace());
    expect(exchanges.map((match) => [match.a?.id, match.b?.id])).toEqual([
      [1, 2],
      [2, 1],
      [3, 3],
    ]);
  });

  test('prefers the same transport, then takes another one, then another query', () => {
    const up = createHpackEncoder();
    const request = (streamId: number, path: string): Uint8Array =>
      encodeHeaders(
        streamId,
        up.encode([
          { name: ':method', value: 'GET' },
          { name: ':path', value: path },
        ]),
      );
    const a = new RecordBuilder().open(1).client(1, get('/x') + get('/y') + get('/z?after=1'));
    const b = new RecordBuilder()
      .open(1, 'http2')
      .client(1, joinBytes([CONNECTION_PREFACE, request(1, '/x'), request(3, '/y')]))
      .open(2)
      .client(2, get('/z?after=2') + get('/x'));
    const { exchanges } = diffTraces(a.trace(), b.trace());
    expect(exchanges.map((match) => `${match.a?.target} ${match.b?.target} ${match.b?.streamId}`)).toEqual([
      '/x /x 0',
      '/y /y 3',
      '/z?after=1 /z?after=2 0',
      'undefined /x 1',
    ]);
    expect(exchanges[1]?.why).toContain('protocol HTTP/1.1 → HTTP/2');
    expect(exchanges[2]?.why).toEqual(['target /z?after=1 → /z?after=2']);
  });

  test('pairs a WebSocket over HTTP/1.1 with one over HTTP/2', () => {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
    const a = one(
      get('/ws', ...upgrade),
      ['HTTP/1.1 101 Switching Protocols', ...upgrade, '', ''].join('\r\n'),
    );
    const fields = [
      { name: ':method', value: 'CONNECT' },
      { name: ':protocol', value: 'websocket' },
      { name: ':path', value: '/ws' },
    ];
    const b = new RecordBuilder()
      .open(1, 'http2')
      .client(1, joinBytes([CONNECTION_PREFACE, encodeHeaders(1, createHpackEncoder().encode(fields))]))
      .server(1, encodeHeaders(1, createHpackEncoder().encode([{ name: ':status', value: '200' }])))
      .trace();
    const [match] = diffTraces(a, b).exchanges;
    expect(match).toMatchObject({
      kind: 'changed',
      why: expect.arrayContaining([
        'method GET → CONNECT',
        'protocol HTTP/1.1 → HTTP/2',
        'status 101 → 200',
      ]) as string[],
    });
  });

  test('tells how a connection ended, and what it spoke, when that differs', () => {
    const a = new RecordBuilder().open(1).client(1, get('/')).close(1, 'client').trace();
    const b = new RecordBuilder().open(1).client(1, get('/')).close(1, 'fault', 'reset').trace();
    expect(diffTraces(a, b).connections[0]?.why).toEqual(['end fin by client → reset by fault']);
    const tls = new RecordBuilder().open(1, 'http2', 'http/1.1').client(1, get('/')).trace();
    expect(diffTraces(a, tls).connections[0]?.why).toContain('origin http1 → http2');
  });

  test('puts frames of no exchange with their connection', () => {
    const connect = (value: number): Trace =>
      new RecordBuilder()
        .open(1, 'http2')
        .client(1, CONNECTION_PREFACE)
        .server(1, encodeSettings([{ id: 3, value }]))
        .trace();
    const { connections } = diffTraces(connect(100), connect(4));
    expect(connections[0]?.why).toEqual(['MAX_CONCURRENT_STREAMS 100 → 4']);
    expect(connections[0]?.frames.map(({ kind }) => kind)).toEqual(['same', 'changed']);
  });

  test('has an exchange and a connection that only one recording has', () => {
    const a = one(get('/'), ok(''));
    const b = new RecordBuilder()
      .open(1)
      .client(1, get('/'))
      .server(1, ok(''))
      .open(2)
      .client(2, get('/new'))
      .trace();
    const diff = diffTraces(a, b);
    expect(diff.exchanges.map(({ kind }) => kind)).toEqual(['same', 'only-b']);
    expect(diff.connections.map(({ kind }) => kind)).toEqual(['same', 'only-b']);
    expect(countKinds(allFrames(diff))).toEqual({ same: 2, changed: 0, 'only-a': 0, 'only-b': 1 });
  });
});

describe('the laws of a diff', () => {
  /* A step adds something to a recording of three connections, in clear and over HTTP/2. */
  const step = fc.record({
    kind: fc.constantFrom('get', 'answer', 'event', 'ping', 'data', 'close'),
    conn: fc.integer({ min: 1, max: 3 }),
    value: fc.integer({ min: 0, max: 3 }),
  });
  const recording = fc.array(step, { maxLength: 25 }).map((steps): Trace => {
    const builder = new RecordBuilder().open(1).open(2).open(3, 'http2').client(3, CONNECTION_PREFACE);
    const up = createHpackEncoder();
    let streamId = -1;
    steps.forEach(({ kind, conn, value }, index) => {
      builder.at(index);
      if (conn === 3) {
        if (kind === 'get') {
          streamId += 2;
          const fields = [
            { name: ':method', value: 'GET' },
            { name: ':path', value: `/${value}` },
          ];
          builder.client(3, encodeHeaders(streamId, up.encode(fields)));
        } else if (kind === 'data' && streamId > 0)
          builder.server(3, encodeData(streamId, encodeUtf8(`${value}`)));
        else builder.server(3, encodePing(new Uint8Array(8).fill(value)));
      } else if (kind === 'get') builder.client(conn, get(`/${value}`));
      else if (kind === 'answer') builder.server(conn, ok(`${value}`));
      else if (kind === 'event') builder.server(conn, SSE_HEAD + event(value));
      else if (kind === 'close') builder.close(conn);
    });
    return builder.trace();
  });

  test('a recording and itself are the same throughout, each frame paired with itself', () => {
    fc.assert(
      fc.property(recording, (trace) => {
        const diff = diffTraces(trace, trace);
        expect(diff.exchanges.every(({ kind, why }) => kind === 'same' && why.length === 0)).toBe(true);
        expect(diff.connections.every(({ kind, why }) => kind === 'same' && why.length === 0)).toBe(true);
        expect(allFrames(diff).every(({ kind, a, b }) => kind === 'same' && a === b)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('every frame of both recordings appears once, and only frames of one kind are paired', () => {
    fc.assert(
      fc.property(recording, recording, (a, b) => {
        const frames = allFrames(diffTraces(a, b));
        const rows = (side: 'a' | 'b') => frames.flatMap((diff) => diff[side] ?? []).sort((x, y) => x - y);
        expect(rows('a')).toEqual(Array.from({ length: a.frames.length }, (_, i) => i));
        expect(rows('b')).toEqual(Array.from({ length: b.frames.length }, (_, i) => i));
        for (const { kind, a: left, b: right, why } of frames) {
          expect(why.length > 0).toBe(kind === 'changed');
          if (left === undefined || right === undefined) continue;
          expect(b.frames.type(right)).toBe(a.frames.type(left));
          if (kind === 'same') expect(b.summary(right)).toBe(a.summary(left));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a diff for people', () => {
  const a = one(get('/sse'), SSE_HEAD + event(1) + event(2));
  const b = one(get('/sse'), SSE_HEAD + event(1) + event(3) + event(4));

  test('marks what changed, says why, and counts what did not', () => {
    expect([...diffLines(a, b, diffTraces(a, b))]).toEqual([
      'Exchanges: 0 the same, 1 changed, 0 only in a, 0 only in b. Connections: 1 the same, 0 changed, 0 only in a, 0 only in b.',
      'Frames: 3 the same, 1 changed, 0 only in a, 1 only in b.',
      '',
      '~ GET /sse on connection 1',
      '      messages from the server 2 → 3',
      '      … 3 frames the same',
      expect.stringMatching(/^ {4}~ .*← sse event .*id 2 · x$/),
      '          summary id 2 · x → id 3 · x',
      expect.stringMatching(/^ {4}\+ .*← sse event .*id 4 · x$/),
    ]);
  });

  test('prints what is the same when it is asked to, and two lines for equal recordings', () => {
    expect([...diffLines(a, a, diffTraces(a, a))]).toHaveLength(2);
    const all = [...diffLines(a, a, diffTraces(a, a), { all: true })];
    expect(all.filter((line) => line.startsWith('      '))).toHaveLength(4);
  });

  test('is plain data for other programs', () => {
    const json = JSON.parse(JSON.stringify(diffJson(a, b, diffTraces(a, b)))) as ReturnType<typeof diffJson>;
    expect(json.connections).toEqual([{ kind: 'same', a: 1, b: 1, why: [], frames: [] }]);
    expect(json.exchanges[0]?.frames.map(({ kind }) => kind)).toEqual([
      'same',
      'same',
      'same',
      'changed',
      'only-b',
    ]);
    expect(json.exchanges[0]?.frames[3]).toMatchObject({ a: { id: '2' }, b: { id: '3' } });
    expect(json.exchanges[0]?.frames[4]).not.toHaveProperty('a');
  });
});
