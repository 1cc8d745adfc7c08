import { describe, expect, test } from 'vitest';
import { Conversation } from '../../trace/http2/testing.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import type { Trace } from '../../trace/trace.ts';
import { encodeData, encodeGoaway, encodeRstStream, encodeWindowUpdate } from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { nextInteresting } from './interesting.ts';
import { LadderRows, type LadderOptions } from './ladder.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const event = (id: number): string => {
  const text = `id: ${id}\ndata: x\n\n`;
  return `${text.length.toString(16)}\r\n${text}\r\n`;
};

/** An event stream of a browser: opened at 10, answered at 20, events at 30 and 5,000, cut at 6,000, back at 7,000. */
function stream(): Trace {
  const report = { op: 1, client: 'browser' as const };
  return new RecordBuilder()
    .at(5)
    .operation({ ...report, event: 'issued', transport: 'sse', origin: 'http1', url: '/sse?op=1' })
    .at(10)
    .open(1)
    .client(1, 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n')
    .at(20)
    .server(1, HEAD)
    .at(30)
    .server(1, event(1))
    .at(31)
    .operation({ ...report, event: 'message', eventId: '1' })
    .at(5_000)
    .server(1, event(2))
    .at(6_000)
    .close(1, 'fault', 'reset')
    .at(7_000)
    .open(2)
    .client(2, 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n')
    .trace();
}

const OPTIONS: LadderOptions = {
  window: { from: 0, to: 10_000 },
  test: undefined,
  folded: new Set(),
  allFolded: false,
  carriers: false,
  foldGaps: true,
};

function words(trace: Trace, options: Partial<LadderOptions> = {}): string[] {
  const rows = new LadderRows(trace, { ...OPTIONS, ...options });
  return Array.from({ length: rows.length }, (_, place) => {
    const row = rows.at(place);
    if (row.kind === 'frame')
      return `${row.t} ${trace.frames.type(row.frame)}${row.folded ? ` +${row.folded}` : ''}`;
    if (row.kind === 'gap') return `${row.t} gap ${row.length}`;
    if (row.kind === 'report') return `${row.t} ${trace.operations.get(row.op)?.events[row.event]?.event}`;
    return `${row.t} ${row.words}${row.trouble ? '!' : ''}`;
  });
}

describe('the rows of the ladder', () => {
  test('are frames, reports and connections in the order of time, with quiet times folded', () => {
    expect(words(stream())).toEqual([
      '5 issued',
      '10 connection 1 accepted',
      '10 request',
      '20 response',
      '30 event',
      '30 gap 4970',
      '5000 event',
      '5000 gap 1000',
      '6000 connection 1 reset by fault!',
      '6000 gap 1000',
      '7000 connection 2 accepted',
      '7000 request',
    ]);
  });

  test('leave out nothing but what others say, too, and show that when asked', () => {
    expect(words(stream(), { carriers: true })).toContain('31 message');
    expect(words(stream(), { carriers: true }).filter((row) => row.includes('chunk'))).toEqual([
      '30 chunk',
      '5000 chunk',
    ]);
  });

  test('have a row for each second of an unfolded gap', () => {
    expect(words(stream(), { foldGaps: false }).filter((row) => row.includes('gap'))).toEqual([
      '1000 gap 1000',
      '2000 gap 1000',
      '3000 gap 1000',
      '4000 gap 1000',
      '5000 gap 1000',
      '6000 gap 1000',
    ]);
  });

  test('fold an exchange behind its request, which counts what is hidden', () => {
    expect(words(stream(), { folded: new Set([1]) }).slice(2, 4)).toEqual(['10 request +3', '10 gap 5990']);
    const all = words(stream(), { allFolded: true });
    expect(all.filter((row) => /event|response/.test(row))).toEqual([]);
    expect(words(stream(), { allFolded: true, folded: new Set([1]) })).toContain('30 event');
  });

  test('follow a filter, with the reports and connections of what it leaves', () => {
    const test = (trace: Trace, frame: number) => trace.frames.conn(frame) === 2;
    expect(words(stream(), { test })).toEqual([
      '5 issued',
      '5 gap 6995',
      '7000 connection 2 accepted',
      '7000 request',
    ]);
  });

  test('end with the window', () => {
    expect(words(stream(), { window: { from: 15, to: 30 } })).toEqual(['20 response', '30 event']);
  });

  test('are found by frame and by time', () => {
    const trace = stream();
    const rows = new LadderRows(trace, OPTIONS);
    const place = rows.placeOf(trace.exchanges[1]?.requestFrame ?? -1);
    expect(rows.at(place)).toMatchObject({ kind: 'frame', t: 7_000 });
    expect(rows.at(rows.placeAt(4_000))).toMatchObject({ t: 5_000 });
    /* A chunk has no row: the place is that of the frame before it. */
    const chunk =
      [...trace.framesOfConnection(1)].filter((frame) => trace.frames.type(frame) === 'chunk')[0] ?? -1;
    expect(rows.at(rows.placeOf(chunk)).t).toBe(30);
    expect(() => rows.at(rows.length)).toThrow(RangeError);
  });
});

describe('the next interesting thing', () => {
  test('is a reconnect, or a connection that was reset', () => {
    const trace = stream();
    expect(nextInteresting(trace, 'reconnect', 0, 1, 10_000)).toMatchObject({ t: 7_000, conn: 2 });
    expect(nextInteresting(trace, 'reconnect', 7_000, 1, 10_000)).toBeUndefined();
    expect(nextInteresting(trace, 'error', 0, 1, 10_000)).toEqual({ t: 6_000, frame: undefined, conn: 1 });
    expect(nextInteresting(trace, 'error', 0, 1, 5_999)).toBeUndefined();
    expect(nextInteresting(trace, 'blocked', 0, 1, 10_000)).toBeUndefined();
  });

  test('is an empty window, a reset stream, a GOAWAY with an error; a cancelled stream is none', () => {
    const trace = new Conversation([{ id: SETTINGS.INITIAL_WINDOW_SIZE, value: 5 }])
      .request(1) // 5
      .respond(1) // 6
      .server(encodeData(1, new Uint8Array(5))) // 7
      .client(encodeWindowUpdate(1, 5)) // 8
      .server(encodeData(1, new Uint8Array(5))) // 9
      .client(encodeRstStream(1, 8)) // 10
      .request(3) // 11
      .client(encodeRstStream(3, 2)) // 12
      .server(encodeGoaway(3, 11)) // 13
      .trace();
    const times = (kind: 'blocked' | 'error'): (number | undefined)[] => {
      const first = nextInteresting(trace, kind, 0, 1, 100)?.t;
      const second = nextInteresting(trace, kind, first ?? 0, 1, 100)?.t;
      return [first, second, nextInteresting(trace, kind, second ?? 0, 1, 100)?.t];
    };
    expect(times('blocked')).toEqual([7, 9, undefined]);
    expect(times('error')).toEqual([12, 13, undefined]);
    expect(nextInteresting(trace, 'error', 13, -1, 100)?.t).toBe(12);
  });
});

describe('the rows of a long recording', () => {
  /** An event each 10 ms, a second of quiet after each hundredth. */
  function longStream(events: number) {
    const builder = new RecordBuilder()
      .at(5)
      .open(1)
      .client(1, 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n')
      .server(1, HEAD);
    const add = (n: number) =>
      builder.at(100 + n * 10 + Math.floor(n / 100) * 1_000).server(1, event(n % 10));
    for (let n = 0; n < events; n++) add(n);
    return { builder, add };
  }

  test('are cut to the window: what is before it and behind it has no row and makes no gap', () => {
    const trace = longStream(1_000).builder.trace();
    const rows = (from: number, to: number) => new LadderRows(trace, { ...OPTIONS, window: { from, to } });
    /* A connection, a request, a response, a thousand events, nine gaps between hundreds. */
    expect(rows(0, 1e6).length).toBe(3 + 1_000 + 9);
    const within = rows(1_000, 2_200);
    expect(Array.from({ length: within.length }, (_, at) => within.at(at).t)).toEqual([
      1_000, 1_010, 1_020, 1_030, 1_040, 1_050, 1_060, 1_070, 1_080, 1_090, 1_090, 2_100, 2_110, 2_120, 2_130,
      2_140, 2_150, 2_160, 2_170, 2_180, 2_190, 2_200,
    ]);
    expect(within.at(10)).toEqual({ kind: 'gap', t: 1_090, length: 1_010 });
    expect(within.placeAt(2_101)).toBe(12);
  });

  test('of a trace that has grown are those of one that was whole from the start', () => {
    const whole = longStream(250).builder.trace();
    const { builder, add } = longStream(120);
    const growing = builder.trace();
    const before = words(growing);
    const taken = builder.records.length;
    for (let n = 120; n < 250; n++) add(n);
    for (const record of builder.records.slice(taken)) growing.apply(record);
    expect(before).toEqual(words(whole).slice(0, before.length));
    expect(words(growing)).toEqual(words(whole));
  });
});
