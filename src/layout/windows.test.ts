import { describe, expect, test } from 'vitest';
import { Conversation } from '../../trace/http2/testing.ts';
import type { Trace } from '../../trace/trace.ts';
import { encodeData, encodeWindowUpdate } from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { shownTime } from './shown-time.ts';
import { beliefWords, CHART_HEIGHT, layoutWindows, stepAt } from './windows.ts';

const bytes = (n: number): Uint8Array => new Uint8Array(n);
const initialWindow = (value: number) => [{ id: SETTINGS.INITIAL_WINDOW_SIZE, value }];

/** Frame n comes at t = n; a picture of 100 pixels for t = 0 to 10 gives each ten of them. */
function layout(trace: Trace, to = 10) {
  const connection = trace.connections.get(1);
  if (!connection) throw new Error('The trace has no connection 1.');
  return layoutWindows(trace, connection, { from: 0, to }, 100 * (to / 10));
}

describe('the windows of a connection', () => {
  const trace = new Conversation(initialWindow(10))
    .request(1) // 5
    .respond(1) // 6
    .server(encodeData(1, bytes(10))) // 7
    .client(encodeWindowUpdate(1, 5)) // 8
    .server(encodeData(1, bytes(5))) // 9
    .trace();

  test('are drawn where they moved, and counted where they did not', () => {
    const { charts, still } = layout(trace);
    expect(charts.map(({ key }) => key)).toEqual(['0-server-to-client', '1-server-to-client']);
    expect(still).toBe(2);
  });

  test('have a step at the time of each frame that changed them, which leads to that frame', () => {
    const [, stream] = layout(trace).charts;
    expect(stream?.steps.map(({ x, value, row }) => [x, value, trace.frames.type(row)])).toEqual([
      [70, 0, 'DATA'],
      [80, 5, 'WINDOW_UPDATE'],
      [90, 0, 'DATA'],
    ]);
    expect(stream?.changes).toBe(3);
  });

  test('fill the height between the highest value and zero', () => {
    const [, stream] = layout(trace).charts;
    expect([stream?.highest, stream?.lowest, stream?.zeroY]).toEqual([10, 0, CHART_HEIGHT - 5]);
    /* The stream opened at 5; half of ten stands half-way between 5 and 59. */
    expect(stream?.line).toBe('M50 5H70V59H80V32H90V59H100');
    expect(stream?.area).toBe('M50 5H70V59H80V32H90V59H100V59H50Z');
  });

  test('are shaded while nothing could be sent', () => {
    const [, stream] = layout(trace).charts;
    expect(stream?.blocked.map(({ x, width, lasting }) => [x, width, lasting])).toEqual([
      [70, 10, false],
      [90, 10, true],
    ]);
    expect(stream?.blockedMs).toBe(2);
    expect(stream?.blocked[0]?.title).toBe(
      'The server could send no DATA for 1 ms. DATA followed once the window opened.',
    );
  });

  test('show nothing that came after the moment', () => {
    const [, stream] = layout(trace, 8).charts;
    expect(stream?.steps.map(({ value }) => value)).toEqual([0, 5]);
    expect(stream?.value).toBe(5);
  });

  test('begin with what they were when the time shown began', () => {
    const connection = trace.connections.get(1);
    const { charts } = layoutWindows(trace, connection as never, { from: 8.5, to: 10 }, 150);
    expect(charts[1]?.line.startsWith('M0 5')).toBe(true);
    expect(charts[1]?.steps).toHaveLength(1);
  });

  test('are said in one sentence', () => {
    expect(layout(trace).summary).toBe('2 windows moved, 2 did not, 1 ran empty: stream 1, 2 ms.');
  });
});

test('a window that fell below zero has room below the zero line', () => {
  const trace = new Conversation()
    .request(1)
    .respond(1)
    .server(encodeData(1, bytes(65_536)))
    .trace();
  const [connection] = layout(trace).charts;
  expect([connection?.lowest, connection?.value]).toEqual([-1, -1]);
  expect(connection?.zeroY).toBeLessThan(CHART_HEIGHT - 5);
});

test('a closed stream has no value any more', () => {
  const trace = new Conversation()
    .request(1)
    .respond(1)
    .server(encodeData(1, bytes(5), { endStream: true }))
    .trace();
  const stream = layout(trace).charts.find(({ streamId }) => streamId === 1);
  expect(stream?.value).toBeUndefined();
  expect(beliefWords({ direction: 'server-to-client', value: undefined }).server).toBe('closed');
});

test('a thousand steps in one pixel column are one mark, drawn from their lowest to their highest', () => {
  const conversation = new Conversation().request(1).respond(1);
  for (let i = 0; i < 1_000; i++) conversation.server(encodeData(1, bytes(10)));
  const trace = conversation.client(encodeWindowUpdate(0, 5_000)).trace();
  const connection = trace.connections.get(1);
  const { charts } = layoutWindows(trace, connection as never, { from: 0, to: 100_000 }, 100);
  const [own] = charts;
  expect(own?.steps).toHaveLength(2);
  expect(own?.steps.at(-1)?.value).toBe(65_535 - 10_000 + 5_000);
  expect(own?.changes).toBe(1_001);
  expect([own?.highest, own?.lowest]).toEqual([65_535, 55_535]);
});

test('the step under the pointer is the last one before it', () => {
  const trace = new Conversation()
    .request(1)
    .respond(1)
    .server(encodeData(1, bytes(5)))
    .trace();
  const [connection] = layout(trace).charts;
  if (!connection) throw new Error('There is no chart.');
  expect(stepAt(connection, 69)).toBeUndefined();
  expect(stepAt(connection, 71)?.value).toBe(65_530);
});

test('what the client counts is said as a bound, from the side its own frames are on', () => {
  expect(beliefWords({ direction: 'server-to-client', value: 65_530 })).toEqual({
    server: '65,530',
    client: '≥ 65,530',
  });
  expect(beliefWords({ direction: 'client-to-server', value: 7 }).client).toBe('≤ 7');
});

describe('the time a view shows', () => {
  test('begins where its subject began, and ends now', () => {
    expect(shownTime({ from: 0, to: 2_000 }, 100, 900)).toEqual({ from: 100, to: 900 });
    expect(shownTime({ from: 200, to: 700 }, 100, 900)).toEqual({ from: 200, to: 700 });
  });
  test('always has a length', () => {
    expect(shownTime({ from: 2_000, to: 5_000 }, 0, 900)).toEqual({ from: 899, to: 900 });
    expect(shownTime({ from: 0, to: 1_000 }, 900, 900)).toEqual({ from: 900, to: 901 });
  });
});

describe('the windows of a long recording', () => {
  /** A byte of DATA each millisecond from 7 on, and credit for a hundred of them after each hundred. */
  function talk(conversation: Conversation, from: number, to: number): void {
    for (let n = from; n < to; n++) {
      if (n % 101 === 100) conversation.client(encodeWindowUpdate(1, 100));
      else conversation.server(encodeData(1, bytes(1)));
    }
  }
  const opened = () => new Conversation(initialWindow(1_000)).request(1).respond(1);

  test('have the extremes of every pixel column, and no more marks than columns', () => {
    const conversation = opened();
    talk(conversation, 0, 10_000);
    const trace = conversation.trace();
    const connection = trace.connections.get(1);
    if (!connection) throw new Error('The trace has no connection 1.');
    const { charts } = layoutWindows(trace, connection, { from: 0, to: 10_100 }, 101);
    const stream = charts.find(({ streamId }) => streamId === 1);
    expect([stream?.changes, stream?.highest, stream?.lowest]).toEqual([10_000, 1_000, 900]);
    expect(stream?.steps.length).toBeLessThanOrEqual(101);
    const { charts: part } = layoutWindows(trace, connection, { from: 5_000, to: 5_049 }, 1_000);
    const steps = part.find(({ streamId }) => streamId === 1)?.steps ?? [];
    expect(steps.map(({ t }) => t)).toEqual(Array.from({ length: 50 }, (_, n) => 5_000 + n));
  });

  test('of a trace that has grown are those of one that was whole from the start', () => {
    const conversation = opened();
    talk(conversation, 0, 150);
    const growing = conversation.trace();
    const before = layout(growing, 1_000);
    const taken = conversation.records().length;
    talk(conversation, 150, 900);
    for (const record of conversation.records().slice(taken)) growing.apply(record);
    expect(layout(growing, 1_000)).not.toEqual(before);
    expect(layout(growing, 1_000)).toEqual(layout(conversation.trace(), 1_000));
  });
});
