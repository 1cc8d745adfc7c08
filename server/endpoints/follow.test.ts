import { expect, it } from 'vitest';
import { MAX_EVENTS } from '../log/event-log.ts';
import { createMemoryLog } from '../log/memory-log.ts';
import { follow } from './follow.ts';

const noGap = (): void => expect.unreachable();

it('sends nothing to a reader that is full, and everything it missed once it can take more', () => {
  const log = createMemoryLog();
  log.append('a', { data: 'one' });
  const sent: number[] = [];
  const following = follow(
    log,
    'a',
    0,
    ({ id }) => {
      sent.push(id);
      return id % 2 === 1;
    },
    noGap,
  );
  log.append('a', { data: 'two' });
  log.append('a', { data: 'three' });
  log.append('a', { data: 'four' });
  expect(sent).toEqual([1, 2]);
  following.resume();
  expect(sent).toEqual([1, 2, 3, 4]);
  log.append('a', { data: 'five' });
  expect(sent).toEqual([1, 2, 3, 4]);
  following.stop();
  following.resume();
  expect(sent).toEqual([1, 2, 3, 4]);
});

it('tells a reader that was full for too long which events are gone, and goes on behind them', () => {
  const log = createMemoryLog();
  const sent: unknown[] = [];
  const following = follow(
    log,
    'a',
    0,
    ({ id }) => {
      if (sent.length < 4) sent.push(id);
      return id > 1;
    },
    (gap) => sent.push(gap),
  );
  for (let n = 0; n < MAX_EVENTS + 5; n++) log.append('a', { data: 'x' });
  following.resume();
  expect(sent).toEqual([1, { from: 2, to: 5 }, 6, 7]);
});
