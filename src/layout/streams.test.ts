import { expect, test } from 'vitest';
import { Conversation } from '../../trace/http2/testing.ts';
import { encodeData, encodeRstStream } from '../../wire/http2/encode.ts';
import type { Trace } from '../../trace/trace.ts';
import { invalidSteps, stateBoxes, stateEdges, streamPath, streamsAt } from './streams.ts';

const counts = (trace: Trace, now: number): Record<string, number | undefined> =>
  Object.fromEntries(
    stateBoxes(trace, trace.connections.get(1) as never, now)
      .filter(({ streams }) => streams !== 0 && streams !== undefined)
      .map(({ state, streams }) => [state, streams]),
  );

const trace = new Conversation()
  .request(1) // 5
  .request(3, false) // 6
  .respond(1) // 7
  .server(encodeData(1, new Uint8Array(1), { endStream: true })) // 8
  .client(encodeRstStream(3, 8)) // 9
  .trace();

test('streams are counted in the state they had at the moment', () => {
  expect(counts(trace, 4)).toEqual({});
  expect(counts(trace, 6)).toEqual({ 'half-closed (remote)': 1, open: 1 });
  expect(counts(trace, 8)).toEqual({ closed: 1, open: 1 });
  expect(counts(trace, 9)).toEqual({ closed: 2 });
  expect(streamsAt(trace, trace.connections.get(1) as never, 8)).toEqual([
    [1, 'closed'],
    [3, 'open'],
  ]);
});

test('the path of a stream names who did what, with END_STREAM as a step of its own', () => {
  expect(streamPath(trace, 1, 1, 100).map(({ t, from, to, by }) => [t, from, to, by])).toEqual([
    [5, 'idle', 'open', 'client: HEADERS'],
    [5, 'open', 'half-closed (remote)', 'client: END_STREAM'],
    [8, 'half-closed (remote)', 'closed', 'server: END_STREAM'],
  ]);
  expect(streamPath(trace, 1, 3, 8)).toHaveLength(1);
  expect(streamPath(trace, 1, 3, 9).at(-1)).toMatchObject({ to: 'closed', by: 'client: RST_STREAM' });
});

test('the ways of the diagram are those of the table, and every step of a path is one of them', () => {
  const edges = stateEdges();
  const labels = (key: string) => edges.find((edge) => edge.key === key)?.labels;
  expect(labels('idle>open')).toEqual(['client: HEADERS']);
  expect(labels('open>half-closed (remote)')).toEqual(['client: END_STREAM']);
  expect(labels('open>closed')).toEqual(['either: RST_STREAM']);
  expect(labels('idle>reserved (local)')).toEqual(['server: PUSH_PROMISE']);
  const keys = new Set(edges.map(({ key }) => key));
  for (const { from, to } of streamPath(trace, 1, 1, 100)) expect(keys).toContain(`${from}>${to}`);
  /* Straight down from idle to open: from the lower edge of one box to the upper of the other. */
  expect(edges.find(({ key }) => key === 'idle>open')?.path).toBe('M330 48L330 134');
});

test('a frame that its stream does not allow is listed', () => {
  const broken = new Conversation()
    .request(1)
    .client(encodeData(1, new Uint8Array(1)))
    .trace();
  const [step] = invalidSteps(broken, 1, 100);
  expect(step).toMatchObject({ streamId: 1, row: broken.frames.length - 1 });
  expect(invalidSteps(broken, 1, 5)).toEqual([]);
  expect(invalidSteps(trace, 1, 100)).toEqual([]);
});
