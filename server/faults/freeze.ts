import type { Fault } from '../../contract/faults.ts';
import type { FaultDoing } from './doing.ts';
import type { Forward, Gate, Item } from './gate.ts';

/** Holds every byte and says nothing: what a pulled cable or a sleeping laptop looks like to the other end. */
function createFreeze(forward: Forward): Gate {
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

export const freeze: FaultDoing<Extract<Fault, { type: 'freeze' }>> = {
  kind: 'gate',
  create: (_fault, _clock, forward) => createFreeze(forward),
};
