import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import type { Gate, GateOutput } from './gate.ts';

/** Passes so many bytes on; `reached` is called once, and what comes after is lost. */
function createLimit(bytes: number, { forward, lose }: GateOutput, reached: () => void): Gate {
  let left = bytes;
  return {
    blocksReading: false,
    push(item) {
      if (left === 0) {
        if (item !== 'end') lose(item.length);
        return;
      }
      if (item === 'end') {
        forward(item);
        return;
      }
      const passing = item.subarray(0, left);
      left -= passing.length;
      forward(passing);
      lose(item.length - passing.length);
      if (left === 0) reached();
    },
    open() {},
    stop() {},
  };
}

export const limit: FaultDoing<FaultOf<'limit'>> = {
  kind: 'gates',
  create: ({ direction, bytes }, connection) =>
    inEach(direction, (output) => createLimit(bytes, output, () => connection.closeWhenSent('fin'))),
};
