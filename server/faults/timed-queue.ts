import type { Cancel, Clock } from '../context.ts';
import type { Forward, Gate, Item } from './gate.ts';

interface Entry {
  readonly item: Item;
  readonly dueMs: number;
}

/**
 * A gate that says of each item when it may go on. None overtakes the one before it.
 * `schedule` splits an item and dates its parts; it is asked in the order in which items come.
 */
export function createTimedQueue(
  clock: Clock,
  forward: Forward,
  schedule: (item: Item, now: number) => Iterable<Entry>,
): Gate {
  let held: Entry[] = [];
  let timer: Cancel | undefined;
  const wait = (): void => {
    const [next] = held;
    timer = next && clock.after(Math.max(0, next.dueMs - clock.now()), release);
  };
  const release = (): void => {
    const now = clock.now();
    let count = 0;
    // Timers may fire a little early; half a millisecond is nothing to times that are given in whole ones.
    while (count < held.length && (held[count] as Entry).dueMs <= now + 0.5) count++;
    for (const { item } of held.splice(0, count)) forward(item);
    wait();
  };
  const stopTimer = (): void => {
    timer?.();
    timer = undefined;
  };
  return {
    blocksReading: false,
    push(item) {
      const now = clock.now();
      for (const entry of schedule(item, now)) {
        if (held.length === 0 && entry.dueMs <= now) forward(entry.item);
        else held.push(entry);
      }
      if (timer === undefined) wait();
    },
    open() {
      stopTimer();
      for (const { item } of held.splice(0)) forward(item);
    },
    stop() {
      stopTimer();
      held = [];
    },
  };
}

/** The item in pieces of at most `pieceBytes`; an end is one piece. */
export function* piecesOf(item: Item, pieceBytes: number): Generator<Item, void, undefined> {
  if (item === 'end') yield item;
  else for (let at = 0; at < item.length; at += pieceBytes) yield item.subarray(at, at + pieceBytes);
}
