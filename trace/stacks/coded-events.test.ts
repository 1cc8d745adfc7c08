import { constants, createDeflate, createDeflateRaw, createGzip, gzipSync } from 'node:zlib';
import type { Deflate, DeflateRaw, Gzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { concatBytes, joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { MAX_INFLATED_BYTES_OF_TRACE } from '../frame-notes.ts';
import { explainFrame } from '../explain.ts';
import { eventsOf } from '../messages.ts';
import type { Exchange } from '../model.ts';
import { RecordBuilder } from '../testing.ts';
import { decoding } from '../decoding.ts';
import { Trace } from '../trace.ts';

const EVENTS = ['id: 1\ndata: one\n\n', 'id: 2\ndata: größer 🌿\n\n', ': still here\n\n', 'data: four\n\n'];
const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH };

/** What a server writes that flushes after each text: one compressed piece for each, one stream all together. */
async function flushed(texts: readonly string[], stream: Gzip | Deflate | DeflateRaw): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (const text of texts) {
    stream.write(text);
    await new Promise<void>((resolve) => {
      stream.flush(constants.Z_SYNC_FLUSH, resolve);
    });
    pieces.push(new Uint8Array(stream.read() as Buffer));
  }
  stream.close();
  return pieces;
}

const chunk = (content: Uint8Array): Uint8Array =>
  joinBytes([encodeUtf8(`${content.length.toString(16)}\r\n`), content, encodeUtf8('\r\n')]);

const GET = 'GET /sse?gzip=on HTTP/1.1\r\nHost: a\r\n\r\n';
const head = (coding: string): Uint8Array =>
  encodeUtf8(
    `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: ${coding}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );

/** A trace of a response whose bytes come in reads of `size`. */
function traceOf(bytes: Uint8Array, size = bytes.length): Trace {
  const builder = new RecordBuilder().open(1).client(1, GET);
  for (let at = 0; at < bytes.length; at += size) builder.server(1, bytes.slice(at, at + size));
  return builder.trace();
}

const eventTexts = (trace: Trace): string[] =>
  eventsOf(trace, trace.exchanges[0] as Exchange).map(({ data }) => data);
const rowsOf = (trace: Trace) =>
  Array.from({ length: trace.frames.length }, (_, row) => trace.frames.view(row));
const codesOf = (trace: Trace) =>
  [...trace.diagnostics].flatMap(([row, list]) => list.map(({ code }) => [trace.frames.type(row), code]));

describe.each([
  ['gzip', 'gzip', await flushed(EVENTS, createGzip())],
  ['X-Gzip', 'gzip', await flushed(EVENTS, createGzip())],
  ['deflate', 'deflate', await flushed(EVENTS, createDeflate())],
  ['deflate', 'deflate', await flushed(EVENTS, createDeflateRaw())],
] as const)('an event stream with the content coding %s', (named, coding, pieces) => {
  const bytes = joinBytes([head(named), ...pieces.map(chunk), encodeUtf8('0\r\n\r\n')]);

  test('is decoded to its events', () => {
    const trace = traceOf(bytes);
    expect(eventTexts(trace)).toEqual(['one', 'größer 🌿', 'four']);
    expect(trace.exchanges[0]).toMatchObject({ carries: 'sse', coding });
    expect(codesOf(trace)).toEqual([]);
  });

  test('gives the same rows however it is cut into reads', () => {
    const whole = rowsOf(traceOf(bytes));
    for (const size of [1, 2, 3, 7, 50]) expect(rowsOf(traceOf(bytes, size))).toEqual(whole);
  });

  test('links each event to the content of the chunk it came out of', () => {
    const trace = traceOf(bytes);
    const rows = rowsOf(trace);
    const events = rows.filter(({ layer }) => layer === 'sse');
    const chunks = rows.filter(({ type }) => type === 'chunk');
    expect(events).toHaveLength(4);
    for (const [at, { start, end }] of events.entries()) {
      const raw = trace.rawSource(1, 'server-to-client')?.bytes(start, end);
      expect(raw && [...raw]).toEqual([...(pieces[at] as Uint8Array)]);
      expect(end).toBe((chunks[at]?.end ?? 0) - 2);
    }
  });
});

test('an event that two chunks carry comes from both', async () => {
  const [first, second] = (await flushed(['data: o', 'ne\n\ndata: two\n\n'], createGzip())) as [
    Uint8Array,
    Uint8Array,
  ];
  const trace = traceOf(joinBytes([head('gzip'), chunk(first), chunk(second)]));
  const [one, two] = rowsOf(trace).filter(({ layer }) => layer === 'sse');
  const chunks = rowsOf(trace).filter(({ type }) => type === 'chunk');
  expect([one?.end, two?.end]).toEqual([chunks[1]?.end, chunks[1]?.end].map((end) => (end ?? 0) - 2));
  expect(one?.start).toBeLessThan(chunks[0]?.end ?? 0);
  expect(two?.start).toBeGreaterThan(chunks[1]?.start ?? 0);
});

test('the inspector shows the inflated bytes of an event, and says so', async () => {
  const pieces = await flushed(EVENTS, createGzip());
  const trace = traceOf(joinBytes([head('gzip'), ...pieces.map(chunk)]));
  const row = rowsOf(trace).findIndex(({ layer }) => layer === 'sse');
  const { bytes, root, facts, layers } = explainFrame(trace, row);
  expect(bytes).toEqual(encodeUtf8(EVENTS[0] as string));
  expect(root.children?.at(1)?.value).toBe('data: one');
  expect(facts).toMatchObject([{ label: 'Content coding', value: 'gzip' }]);
  expect(layers.map(({ layer, overhead }) => [layer, overhead])).toEqual([
    ['tcp', 0],
    ['http1', expect.any(Number)],
    ['sse', 0],
  ]);
});

test('a coded event stream over HTTP/2 is decoded, and each event comes from its DATA frame', async () => {
  const [request, response] = [createHpackEncoder(), createHpackEncoder()];
  const ask = Object.entries({ ':method': 'GET', ':scheme': 'https', ':path': '/sse' });
  const answer = Object.entries({
    ':status': '200',
    'content-type': 'text/event-stream',
    'content-encoding': 'gzip',
  });
  const fields = (lines: readonly (readonly [string, string])[]) =>
    lines.map(([name, value]) => ({ name, value }));
  const builder = new RecordBuilder().open(1, 'http2');
  builder.client(
    1,
    joinBytes([
      CONNECTION_PREFACE,
      encodeSettings([]),
      encodeHeaders(1, request.encode(fields(ask)), { endStream: true }),
    ]),
  );
  builder.server(1, concatBytes(encodeSettings([]), encodeHeaders(1, response.encode(fields(answer)))));
  const pieces = await flushed(EVENTS, createGzip());
  builder.server(1, joinBytes(pieces.map((piece) => encodeData(1, piece))));
  const trace = builder.trace();
  expect(eventTexts(trace)).toEqual(['one', 'größer 🌿', 'four']);
  const rows = rowsOf(trace);
  const data = rows.filter(({ type }) => type === 'DATA');
  const events = rows.filter(({ layer }) => layer === 'sse');
  expect(events.map(({ end }) => end)).toEqual(data.map(({ end }) => end));
  expect(codesOf(trace)).toEqual([]);
});

test('a body that is not what Content-Encoding says has a diagnostic, and is not read on', () => {
  const wrong = encodeUtf8('data: this is no gzip\n\n');
  const trace = traceOf(joinBytes([head('gzip'), chunk(wrong), chunk(gzipSync('data: late\n\n', FLUSH))]));
  expect(eventTexts(trace)).toEqual([]);
  expect(codesOf(trace)).toEqual([['chunk', 'sse/inflate-failed']]);
});

test('events that came before the bad bytes are kept', async () => {
  const [first] = (await flushed(EVENTS, createGzip())) as [Uint8Array];
  const trace = traceOf(joinBytes([head('gzip'), chunk(first), chunk(new Uint8Array(40).fill(0xff))]));
  expect(eventTexts(trace)).toEqual(['one']);
  expect(codesOf(trace)).toEqual([['chunk', 'sse/inflate-failed']]);
});

describe('what inflates without end', () => {
  const ROOM = 50_000;

  /** A trace that has room for few inflated bytes. */
  function fullTraceOf(byte: number): Trace {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(3_000_000).fill(byte)));
    const builder = new RecordBuilder().open(1).client(1, GET);
    builder.server(1, joinBytes([head('gzip'), chunk(bomb), chunk(bomb)]));
    const trace = new Trace(decoding);
    trace.takeInflatedRoom(MAX_INFLATED_BYTES_OF_TRACE - ROOM);
    for (const record of builder.records) trace.apply(record);
    return trace;
  }

  test('stops at the bound when it is one long line', () => {
    const trace = fullTraceOf(0x61);
    expect(codesOf(trace)).toEqual([['chunk', 'sse/inflate-too-big']]);
    expect(trace.inflatedRoom).toBeGreaterThanOrEqual(0);
  });

  test('stops at the bound when it is blank lines, which are a row each', () => {
    const trace = fullTraceOf(0x0a);
    expect(codesOf(trace)).toEqual([['chunk', 'sse/inflate-too-big']]);
    expect(trace.frames.length).toBeLessThan(ROOM);
  });
});

test('an event stream behind a coding that is not known stays a body', () => {
  const trace = traceOf(joinBytes([head('br'), chunk(encodeUtf8('data: x\n\n'))]));
  expect(trace.exchanges[0]).toMatchObject({ carries: 'body', coding: undefined });
});
