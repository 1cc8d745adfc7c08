import type { Forward, Gate, Item } from './gate.ts';

/** Holds every byte and says nothing: what a pulled cable or a sleeping laptop looks like to the other end. */
export function createFreeze(forward: Forward): Gate {
  let held: Item[] = [];
  return {
    blocksReading: true,
    push: (item) => void held.push(item),
    open() {
      for (const item of held.splice(0)) forward(item);
    },
    stop() {
      held = [];
    },
  };
}
