import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import type { Gate, GateOutput, Item } from './gate.ts';

/** Holds every byte and says nothing: what a pulled cable or a sleeping laptop looks like to the other end. */
function createFreeze({ forward }: GateOutput): Gate {
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

export const freeze: FaultDoing<FaultOf<'freeze'>> = {
  kind: 'gates',
  create: ({ direction }) => inEach(direction, createFreeze),
};
