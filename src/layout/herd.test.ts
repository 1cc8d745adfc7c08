import { expect, test } from 'vitest';
import { herdWords, lossWords } from '../../contract/herd.ts';
import type { OperationEntry } from '../../trace/model.ts';
import { HERD_SECONDS, herdCounts } from './herd.ts';
import { exchange, operation } from './testing.ts';

const entry = (t: number, event: OperationEntry['event'], detail = ''): OperationEntry => ({
  t,
  event,
  detail,
  eventId: undefined,
  clockErrorMs: 0,
});
const issued = entry(0, 'issued', herdWords({ backoff: 'none', seed: 1 }));

test('a herd counts who is connected, who waits, and how often they tried in each second', () => {
  const own = exchange(1, 1, { op: 1, respondedAt: 5, status: 200, carries: 'sse' });
  const open = operation(1, { state: 'open', exchanges: [own], events: [issued, entry(5, 'opened')] });
  const lost = operation(2, {
    state: 'reconnecting',
    events: [
      issued,
      entry(900, 'error', lossWords('reset', 200)),
      entry(1_200, 'error', lossWords('reset', 5_000)),
    ],
  });
  const stranger = operation(3, { events: [entry(0, 'issued')] });
  const counts = herdCounts([open, lost, stranger], 1_500);
  expect(counts).toMatchObject({ clients: 2, connected: 1, waiting: 1 });
  expect(counts.attempts).toHaveLength(HERD_SECONDS);
  expect(counts.attempts.slice(-2)).toEqual([2, 1]);
});

test('without a herd there is nothing to count', () => {
  expect(herdCounts([operation(1)], 1_000)).toMatchObject({ clients: 0, connected: 0, waiting: 0 });
});
