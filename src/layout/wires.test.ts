import { describe, expect, test } from 'vitest';
import { connection, exchange, openStreams, operation, source, stream } from './testing.ts';
import { layoutWires } from './wires.ts';

const WIDTH = 1000;

describe('six streams and a seventh over HTTP/1.1', () => {
  const { connections, operations } = openStreams(6);
  const trace = source(connections, [...operations, operation(7, { issuedAt: 800 })]);
  const layout = layoutWires(trace, 5_000, WIDTH);

  test('are six lines of equal length, one below the other', () => {
    expect(layout.lines.map(({ key, x0, x1, y, shape, colour }) => [key, x0, x1, y, shape, colour])).toEqual([
      ['conn-1', 208, 780, 60, 'open', 'sse'],
      ['conn-2', 208, 780, 96, 'open', 'sse'],
      ['conn-3', 208, 780, 132, 'open', 'sse'],
      ['conn-4', 208, 780, 168, 'open', 'sse'],
      ['conn-5', 208, 780, 204, 'open', 'sse'],
      ['conn-6', 208, 780, 240, 'open', 'sse'],
    ]);
  });

  test('have their boxes at the left, level with their lines', () => {
    const [first] = layout.boxes;
    expect(first).toMatchObject({ key: 'op-1', label: '/sse', state: 'OPEN', shape: 'open', closable: true });
    expect(first?.rect).toEqual({ x: 16, y: 46, width: 180, height: 28 });
  });

  test('leave the seventh below, queued, with its waiting time', () => {
    const seventh = layout.boxes.at(-1);
    expect(seventh).toMatchObject({ key: 'op-7', shape: 'queued', state: 'CONNECTING', conn: undefined });
    expect(seventh?.note?.lead).toBe('queued in the browser for 4.2 s');
    expect(seventh?.rect.y).toBeGreaterThan((layout.lines.at(-1)?.y ?? 0) + 14);
  });

  test('are counted in the caption of their origin', () => {
    expect(layout.groups).toHaveLength(1);
    expect(layout.groups[0]).toMatchObject({ title: 'localhost:5101 · HTTP/1.1', caption: '6 connections' });
  });

  test('stand under their boxes where there is no room beside them', () => {
    const narrow = layoutWires(trace, 5_000, 390);
    expect(narrow.narrow).toBe(true);
    const line = narrow.lines[0];
    const box = narrow.boxes[0];
    expect([line?.x0, line?.x1]).toEqual([18, 372]);
    expect((box?.rect.y ?? 0) + (box?.rect.height ?? 0)).toBeLessThan(line?.y ?? 0);
  });
});

describe('a connection that was cut', () => {
  const { connections, operations } = openStreams(2);
  const [first, second] = connections;
  if (!first || !second) throw new Error('two were made');
  const ended = { ...(first.exchanges[0] as ReturnType<typeof exchange>), endedAt: 1_000 };
  const cut = { ...first, exchanges: [ended], closed: { t: 1_000, by: 'fault', how: 'reset' } as const };
  const waits = { ...(operations[0] as ReturnType<typeof operation>), exchanges: [ended] };
  const other = operations[1] as ReturnType<typeof operation>;

  test('stays as a broken line that says who ended it, until it has faded', () => {
    const trace = source([cut, second], [waits, other]);
    const soon = layoutWires(trace, 2_000, WIDTH);
    expect(soon.ghosts).toEqual([
      { conn: 1, x0: 208, x1: 780, y: 60, words: 'conn 1 reset by fault', isTrouble: true, opacity: 0.75 },
    ]);
    const later = layoutWires(trace, 6_000, WIDTH);
    expect(later.ghosts).toEqual([]);
    expect(later.groups[0]?.caption).toBe('1 connection · 1 closed');
  });

  test('hands its lane to the connection that follows', () => {
    const own = exchange(9, 3, { op: 7, startedAt: 1_002, respondedAt: 1_004, carries: 'sse' });
    const heir = connection(3, { openedAt: 1_001, exchanges: [own] });
    const trace = source([cut, second, heir], [waits, other, operation(7, { exchanges: [own] })]);
    const layout = layoutWires(trace, 2_000, WIDTH);
    expect(layout.lines.map(({ key, y }) => [key, y])).toEqual([
      ['conn-3', 60],
      ['conn-2', 96],
    ]);
    expect(layout.boxes.find(({ key }) => key === 'op-7')?.rect.y).toBe(46);
    expect(layout.ghosts[0]).toMatchObject({ y: 49, words: 'conn 1 reset by fault, then conn 3 opened' });
  });

  test('leaves its EventSource without a connection, and says for how long', () => {
    const box = layoutWires(source([cut, second], [waits, other]), 2_000, WIDTH).boxes.find(
      ({ op }) => op === 1,
    );
    expect(box?.note?.lead).toBe('no connection for 1.0 s');
    expect(box?.note?.text).toBe('not one byte of a new request is on the wire yet');
    expect(box?.conn).toBeUndefined();
  });
});

describe('an HTTP/2 connection', () => {
  const streams = [1, 3, 5].map((id) => {
    const own = exchange(id, 4, { streamId: id, op: id, respondedAt: 3, status: 200, carries: 'sse' });
    return {
      own,
      stream: stream(id, { exchange: own }),
      op: operation(id, { origin: 'http2', exchanges: [own] }),
    };
  });
  const wire = connection(4, {
    origin: 'http2',
    protocol: 'http2',
    exchanges: streams.map(({ own }) => own),
    streams: new Map(streams.map(({ stream: each }) => [each.id, each])),
    maxConcurrentStreams: 100,
    limitLog: [{ t: 0, maxConcurrentStreams: 100 }],
  });
  const trace = source(
    [wire],
    streams.map(({ op }) => op),
  );
  const layout = layoutWires(trace, 5_000, WIDTH);

  test('is one box with a lane for each stream, and one for the connection itself', () => {
    expect(layout.wires).toHaveLength(1);
    expect(layout.wires[0]).toMatchObject({ kind: 'shell', conn: 4 });
    expect(layout.lines.map(({ streamId }) => streamId)).toEqual([1, 3, 5, 0]);
    expect(layout.boxes.map(({ op }) => op)).toEqual([1, 3, 5]);
  });

  test('holds all its lanes inside its box', () => {
    const rect = layout.wires[0]?.rect;
    if (!rect) throw new Error('there is one');
    for (const line of layout.lines) {
      expect(line.y).toBeGreaterThan(rect.y);
      expect(line.y).toBeLessThan(rect.y + rect.height);
    }
  });

  test('says how many streams are open, and of how many at most', () => {
    expect(layout.wires[0]?.caption).toBe('conn 4 · 3 open streams of at most 100');
  });
});

test('connections that never carried a request are drawn idle', () => {
  const [line] = layoutWires(source([connection(1, { protocol: 'unknown' })]), 10, WIDTH).lines;
  expect(line).toMatchObject({ shape: 'idle', colour: 'tcp' });
});

test('a connection that waits for its next request is idle, and says what the last one was', () => {
  const done = exchange(1, 1, { target: '/hello', status: 200, respondedAt: 5, endedAt: 6 });
  const layout = layoutWires(source([connection(1, { exchanges: [done] })]), 10_000, WIDTH);
  expect(layout.lines[0]?.shape).toBe('idle');
  expect(layout.wires[0]?.caption).toBe('idle; the last request was GET /hello');
  expect(layout.boxes).toEqual([]);
});

test('an operation its client closed is drawn closed while a frozen wire still holds its stream', () => {
  const { connections, operations } = openStreams(1);
  const closed = operations.map((each) => ({ ...each, closedAt: 100 }));
  const [box] = layoutWires(source(connections, closed), 60_000, WIDTH).boxes;
  expect(box).toMatchObject({ op: 1, conn: 1, state: 'CLOSED', shape: 'closed', closable: false });
});

test('an operation that failed without a byte on the wire says so, and then goes', () => {
  const failed = operation(1, {
    closedAt: 1_000,
    events: [
      {
        t: 1_000,
        event: 'error',
        detail: 'the certificate is not trusted',
        eventId: undefined,
        clockErrorMs: 0,
      },
    ],
  });
  const [box] = layoutWires(source([], [failed]), 2_000, WIDTH).boxes;
  expect(box?.note).toMatchObject({ lead: 'closed', text: 'the certificate is not trusted' });
  expect(layoutWires(source([], [failed]), 6_000, WIDTH).boxes).toEqual([]);
});

test('a frozen connection is marked frozen, and a delayed one carries its delay', () => {
  const frozen = connection(1, { faults: [{ type: 'freeze', direction: 'both' }] });
  const slow = connection(2, { faults: [{ type: 'delay', direction: 'both', delayMs: 500 }] });
  const { wires } = layoutWires(source([frozen, slow]), 10, WIDTH);
  expect(wires.map(({ frozen: isFrozen, delayMs }) => [isFrozen, delayMs])).toEqual([
    [true, 0],
    [false, 500],
  ]);
});

test('requests of clients that gave no operation appear with their request line', () => {
  const post = exchange(1, 1, { method: 'POST', target: '/publish', status: 200, respondedAt: 2 });
  const { boxes } = layoutWires(source([connection(1, { exchanges: [post] })]), 10, WIDTH);
  expect(boxes).toMatchObject([{ op: undefined, label: 'POST /publish', state: '200', closable: false }]);
});

test('a poller between two polls keeps its box on the connection it used last', () => {
  const done = exchange(1, 1, { op: 1, status: 204, respondedAt: 20, endedAt: 20 });
  const poller = operation(1, { transport: 'poll', exchanges: [done] });
  const { boxes } = layoutWires(source([connection(1, { exchanges: [done] })], [poller]), 60_000, WIDTH);
  expect(boxes).toMatchObject([{ key: 'op-1', conn: 1, shape: 'closed', closable: true, opacity: 1 }]);
});

test('a picture of the past shows the past', () => {
  const { connections, operations } = openStreams(2, 1_000);
  expect(layoutWires(source(connections, operations), 999, WIDTH).groups).toEqual([]);
});

test('more than 60 connections are counted in a note, not dropped in silence', () => {
  const { connections, operations } = openStreams(75);
  const layout = layoutWires(source(connections, operations), 10, WIDTH);
  expect(layout.lines).toHaveLength(60);
  expect(layout.notes.map(({ text }) => text)).toEqual(['and 15 more connections']);
});
