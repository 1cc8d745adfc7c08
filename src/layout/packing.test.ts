import { describe, expect, test } from 'vitest';
import { Conversation, lastRow } from '../../trace/http2/testing.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import type { Trace } from '../../trace/trace.ts';
import { encodeData, encodePing } from '../../wire/http2/encode.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { byteTotals, shareCounted } from './byte-account.ts';
import { BYTE_KINDS, frameBytes } from './frame-bytes.ts';
import { layoutPacking, newestMessage } from './packing.ts';

const REQUEST = 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n';
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const EVENT = 'data: Hello\n\n';
const CHUNK = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`;
const ALL = { from: 0, to: 1_000 };

function sse(...chunks: readonly string[]): Trace {
  const builder = new RecordBuilder().open(1).client(1, REQUEST).server(1, HEAD);
  for (const chunk of chunks) builder.server(1, chunk);
  return builder.trace();
}

const rowOf = (trace: Trace, type: string): number => {
  for (let row = 0; row < trace.frames.length; row++) if (trace.frames.type(row) === type) return row;
  throw new Error(`There is no ${type}.`);
};

describe('an event of five bytes in a chunk', () => {
  const trace = sse(CHUNK);
  const layout = layoutPacking(trace, rowOf(trace, 'event'), 180);

  test('is wrapped by a field name and line ends, a size and two CRLF', () => {
    expect(layout.levels.map(({ title }) => title)).toEqual([
      'TCP connection 1',
      'HTTP/1.1 chunk',
      'SSE event',
    ]);
    const [, chunk, event] = layout.levels.map(({ segments }) =>
      segments.map(({ label, kind, bytes }) => [label, kind, bytes]),
    );
    expect(chunk).toEqual([
      ['size', 'framing', 3],
      ['carries', 'carried', 13],
      ['CRLF', 'framing', 2],
    ]);
    expect(event).toEqual([
      ['data', 'framing', 6],
      ['data', 'payload', 5],
      ['line end', 'framing', 1],
      ['line end', 'framing', 1],
    ]);
  });

  test('stands on an axis of bytes: 18 of them on 180 pixels', () => {
    expect(layout.span).toBe(18);
    expect(layout.levels[2]?.segments.map(({ x, width }) => [x, width])).toEqual([
      [30, 60],
      [90, 50],
      [140, 10],
      [150, 10],
    ]);
  });

  test('takes 18 bytes, 13 of which wrap it', () => {
    expect([layout.payload, layout.total]).toEqual([5, 18]);
    expect(layout.summary).toBe('5 bytes of payload take 18 at the tap: 13 of them (72 %) wrap it.');
  });
});

test('an event that came in two chunks has its bytes in both', () => {
  const trace = sse('6\r\ndata: \r\n', '7\r\nHello\n\n\r\n');
  const { levels } = layoutPacking(trace, rowOf(trace, 'event'), 100);
  expect(levels[1]?.title).toBe('HTTP/1.1 chunk × 2');
  expect(levels[2]?.segments.map(({ label, bytes }) => `${label} ${bytes}`)).toEqual([
    'data 6',
    'data 5',
    'line end 1',
    'line end 1',
  ]);
});

test('another event in the same chunk is shown as something else', () => {
  const trace = sse(`1a\r\n${EVENT}${EVENT}\r\n`);
  const { levels } = layoutPacking(trace, rowOf(trace, 'event'), 100);
  expect(levels[2]?.segments.at(-1)).toMatchObject({ kind: 'around', bytes: 13 });
});

test('DATA has nine bytes of header, and padding behind its content', () => {
  const conversation = new Conversation().request(1).respond(1);
  const trace = conversation.server(encodeData(1, encodeUtf8('Hello'), { padLength: 4 })).trace();
  expect(frameBytes(trace, lastRow(trace))).toEqual({ framing: 14, content: 5, kind: 'payload' });
  expect(
    layoutPacking(trace, lastRow(trace), 100).levels[1]?.segments.map(({ label, bytes }) => [label, bytes]),
  ).toEqual([
    ['header', 10],
    ['payload', 5],
    ['padding', 4],
  ]);
});

test('a frame that carries nothing of the application says so', () => {
  const trace = new Conversation().client(encodePing(new Uint8Array(8))).trace();
  expect(layoutPacking(trace, lastRow(trace), 100).summary).toBe(
    '17 bytes at the tap, none of them payload.',
  );
});

test('a chunk that carries an event does not say that nothing is payload', () => {
  const trace = sse(CHUNK);
  expect(layoutPacking(trace, rowOf(trace, 'chunk'), 100).summary).toBe(
    '18 bytes at the tap: 13 are frames of another layer, which follow it in the list; 5 wrap them.',
  );
});

describe('the totals of a window', () => {
  test('count each byte once, by what it is for', () => {
    const trace = sse(CHUNK, '5\r\n:ok\n\n\r\n');
    const [group] = byteTotals(trace, ALL);
    expect(group).toMatchObject({
      label: 'Server-Sent Events over HTTP/1.1',
      colour: 'sse',
      bytes: { payload: 5, headers: REQUEST.length + HEAD.length, framing: 13 + 5, control: 5 },
      messages: 1,
    });
    const bytes = trace.connections.get(1)?.bytes;
    expect(group?.total).toBe((bytes?.['client-to-server'] ?? 0) + (bytes?.['server-to-client'] ?? 0));
  });

  test('of HTTP/2 set apart what belongs to no exchange', () => {
    const trace = new Conversation()
      .request(1)
      .respond(1)
      .server(encodeData(1, new Uint8Array(7)))
      .trace();
    const groups = byteTotals(trace, ALL);
    expect(groups.map(({ label }) => label)).toEqual(['HTTP/2 itself', 'Other requests over HTTP/2']);
    /* The preface and four SETTINGS frames of nine bytes. */
    expect(groups[0]?.bytes).toEqual({ payload: 0, headers: 0, framing: 0, control: 24 + 4 * 9 });
    expect(groups[1]?.bytes).toMatchObject({ payload: 7, framing: 27 });
  });

  test('leave out what came before the window and after it', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, REQUEST)
      .server(1, HEAD)
      .at(500)
      .server(1, CHUNK)
      .at(900)
      .server(1, CHUNK)
      .trace();
    const [group] = byteTotals(trace, { from: 400, to: 600 });
    expect([group?.messages, group?.total]).toEqual([1, CHUNK.length]);
    expect(byteTotals(trace, { from: 950, to: 960 })).toEqual([]);
    const kinds = byteTotals(trace, ALL).map(({ bytes }) => BYTE_KINDS.map((kind) => bytes[kind]));
    expect(kinds).toEqual([[10, REQUEST.length + HEAD.length, 26, 0]]);
  });
});

test('totals over many frames are the sums of their parts, wherever the window is cut', () => {
  const builder = new RecordBuilder().open(1).client(1, REQUEST).server(1, HEAD);
  for (let t = 1; t <= 3_000; t++) builder.at(t).server(1, CHUNK);
  const trace = builder.trace();
  expect(trace.frames.length).toBe(6_002);
  const read = (from: number, to: number) => {
    const [group] = byteTotals(trace, { from, to });
    return [group?.messages, group?.total];
  };
  const heads = REQUEST.length + HEAD.length;
  expect(read(0, 3_000)).toEqual([3_000, 3_000 * CHUNK.length + heads]);
  for (const [from, to] of [
    [1, 1],
    [1_000, 1_100],
    [1_022, 1_025],
    [1, 2_999],
    [2_990, 3_000],
  ] as const) {
    expect(read(from, to)).toEqual([to - from + 1, (to - from + 1) * CHUNK.length]);
  }
});

test('a long recording is counted in rounds, and says how far it is', () => {
  const builder = new RecordBuilder().open(1).client(1, REQUEST).server(1, HEAD);
  for (let t = 1; t <= 100; t++) builder.at(t).server(1, CHUNK);
  const trace = builder.trace();
  expect(byteTotals(trace, ALL, 102)[0]?.messages).toBe(50);
  expect(shareCounted(trace, ALL)).toBeCloseTo(102 / 202);
  expect(byteTotals(trace, ALL, 102)[0]?.messages).toBe(100);
  expect(shareCounted(trace, ALL)).toBe(1);
});

test('the newest message is what is shown first', () => {
  const trace = sse(CHUNK);
  expect(newestMessage(trace, trace.frames.length)).toBe(rowOf(trace, 'event'));
  expect(newestMessage(trace, 1)).toBe(0);
  expect(newestMessage(trace, 0)).toBeUndefined();
});
