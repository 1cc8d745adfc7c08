import { describe, expect, test } from 'vitest';
import type { Connection, Operation } from '../../trace/model.ts';
import { connection, exchange, openStreams, operation, source, stream } from './testing.ts';
import {
  endingWords,
  faultWords,
  heldWords,
  isTrouble,
  queueReason,
  stateWords,
  summaryWords,
  targetWords,
} from './wires-words.ts';

describe('why an operation is queued', () => {
  const queued = operation(7, { issuedAt: 100 });

  test('is that all connections are taken, when six of the browser are busy', () => {
    const { connections, operations } = openStreams(6);
    expect(queueReason(source(connections, [...operations, queued]), queued, 500)).toBe(
      'not one byte of it is on the wire: all 6 connections of the browser to this origin are taken',
    );
  });

  test('is left open when fewer than six connections are busy', () => {
    const { connections, operations } = openStreams(5);
    expect(queueReason(source(connections, [...operations, queued]), queued, 500)).toBe(
      'not one byte of it is on the wire yet',
    );
  });

  test.each<[string, Partial<Connection>, Partial<Operation>]>([
    ['of another origin', { origin: 'http1tls' }, {}],
    ['that is closed', { closed: { t: 300, by: 'client', how: 'fin' } }, {}],
    ['of a WebSocket', { exchanges: [exchange(3, 3, { op: 3, carries: 'websocket' })] }, {}],
    ['between two requests', { exchanges: [exchange(3, 3, { op: 3, endedAt: 200 })] }, {}],
    ['of the Node client', {}, { client: 'node' }],
    ['of a lesson’s code, which has its own', {}, { isFromCode: true }],
  ])('does not count a connection %s', (_, facts, operationFacts) => {
    const { connections, operations } = openStreams(6);
    const trace = source(
      connections.map((each) => (each.id === 3 ? { ...each, ...facts } : each)),
      operations.map((each) => (each.id === 3 ? { ...each, ...operationFacts } : each)),
    );
    expect(queueReason(trace, queued, 500)).toBe('not one byte of it is on the wire yet');
  });

  test('over HTTP/2 is the limit the server announced, when as many streams are open', () => {
    const streams = new Map([1, 3, 5, 7].map((id) => [id, stream(id)]));
    const wire = connection(9, {
      origin: 'http2',
      protocol: 'http2',
      streams,
      maxConcurrentStreams: 4,
      limitLog: [{ t: 0, maxConcurrentStreams: 4 }],
    });
    const fifth = operation(5, { origin: 'http2' });
    expect(queueReason(source([wire]), fifth, 500)).toBe(
      'not one byte of it is on the wire: connection 9 has 4 open streams, and SETTINGS_MAX_CONCURRENT_STREAMS allows no more (RFC 9113 §5.1.2)',
    );
    Object.assign(streams.get(7) ?? {}, { state: 'closed', closedAt: 400 });
    expect(queueReason(source([wire]), fifth, 500)).toBe('not one byte of it is on the wire yet');
  });
});

test('a normal close is no trouble, and a client that resets is none either', () => {
  expect(isTrouble({ t: 9, by: 'client', how: 'fin' }, [])).toBe(false);
  expect(isTrouble({ t: 9, by: 'server', how: 'fin' }, [])).toBe(false);
  expect(isTrouble({ t: 9, by: 'client', how: 'reset' }, [])).toBe(false);
  expect(isTrouble({ t: 9, by: 'fault', how: 'reset' }, [])).toBe(true);
  expect(isTrouble({ t: 9, by: 'client', how: 'tls-failure' }, [])).toBe(true);
});

test('a server that gives up what stood idle is no trouble, one that gives up a request is', () => {
  const ending = { t: 9, by: 'server', how: 'timeout' } as const;
  expect(isTrouble(ending, [{ endedAt: 4 }])).toBe(false);
  expect(isTrouble(ending, [{ endedAt: 9 }, { endedAt: 4 }])).toBe(true);
  expect(isTrouble(ending, [{ endedAt: undefined }])).toBe(true);
  expect(isTrouble({ ...ending, by: 'fault' }, [])).toBe(true);
});

test('an ending says who and how', () => {
  expect(endingWords({ by: 'fault', how: 'reset' })).toBe('reset by fault');
  expect(endingWords({ by: 'client', how: 'fin' })).toBe('closed by client');
});

test('faults on a wire say what they do, which way, and how many bytes they hold now', () => {
  const frozen = connection(1, {
    faults: [{ type: 'freeze', direction: 'both' }],
    heldBytes: { 'client-to-server': 100, 'server-to-client': 64 },
  });
  expect(faultWords(frozen)).toBe('frozen: every byte is held');
  expect(heldWords(frozen)).toBe('164 B held');
  const slow = connection(2, {
    faults: [
      { type: 'delay', direction: 'server-to-client', delayMs: 500 },
      { type: 'drop-pong', direction: 'both' },
    ],
  });
  expect(faultWords(slow)).toBe('each chunk to the client held for 500 ms · drop pongs');
  expect(faultWords(connection(3))).toBe('');
  expect(heldWords(connection(3))).toBe('');
});

test('an EventSource and a WebSocket are in the states of their own readyState', () => {
  const sse = operation(1);
  expect(
    (['queued', 'waiting', 'reconnecting', 'open', 'closed'] as const).map((state) =>
      stateWords(sse, state, undefined),
    ),
  ).toEqual(['CONNECTING', 'CONNECTING', 'CONNECTING', 'OPEN', 'CLOSED']);
  const fetched = operation(2, { transport: 'fetch' });
  expect(stateWords(fetched, 'closed', exchange(1, 1, { status: 204 }))).toBe('204 done');
});

test('a target loses its origin and its op parameter, and nothing else', () => {
  expect(targetWords('http://localhost:5101/sse?op=7')).toBe('/sse');
  expect(targetWords('/poll?op=7&after=3')).toBe('/poll?after=3');
  expect(targetWords('/poll?after=3&op=7')).toBe('/poll?after=3');
  expect(targetWords('/shop=7?top=1')).toBe('/shop=7?top=1');
});

test('the summary counts connections, streams and what waits', () => {
  const { connections, operations } = openStreams(6);
  const trace = source(connections, [...operations, operation(7, { issuedAt: 800 })]);
  expect(summaryWords(trace, 5_000)).toBe(
    '6 connections to localhost:5101, 6 operations open, 1 operation queued. The longest wait is 4.2 s.',
  );
  expect(summaryWords(source([]), 0)).toBe('Nothing is on the wire.');
});
