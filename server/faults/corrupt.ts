import type { FaultOf } from '../../contract/faults.ts';
import { inEach, type FaultDoing } from './doing.ts';
import { createRandom } from './random.ts';

/** Flips one bit: what TCP's checksum lets through once in a great many errors, and what a broken middlebox does. */
export const corrupt: FaultDoing<FaultOf<'corrupt'>> = {
  kind: 'gates',
  create: ({ direction, byte, seed }, { id }) =>
    inEach(direction, ({ forward }) => {
      const bit = Math.floor(createRandom(seed, id)() * 8);
      let passed = 0;
      return {
        blocksReading: false,
        push(item) {
          const at = byte - 1 - passed;
          if (item === 'end' || at < 0 || at >= item.length) {
            if (item !== 'end') passed += item.length;
            forward(item);
            return;
          }
          passed += item.length;
          const changed = Buffer.from(item);
          changed[at] = (item[at] as number) ^ (1 << bit);
          forward(changed);
        },
        open() {},
        stop() {},
      };
    }),
};
