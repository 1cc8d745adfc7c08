import { expect, it } from 'vitest';
import { createMemoryLog } from '../log/memory-log.ts';
import { follow } from './follow.ts';

it('sends nothing to a reader that is full, and everything it missed once it can take more', () => {
  const log = createMemoryLog();
  log.append('a', { data: 'one' });
  const sent: number[] = [];
  const following = follow(log, 'a', 0, ({ id }) => {
    sent.push(id);
    return id % 2 === 1;
  });
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
