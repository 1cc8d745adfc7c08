import type { FaultOf } from '../../contract/faults.ts';
import type { Cancel, Clock } from '../context.ts';
import { inEach, type FaultDoing } from './doing.ts';
import type { Forward, Gate } from './gate.ts';

interface BufferOptions {
  readonly bytes: number;
  /** 0: for ever. */
  readonly maxMs: number;
}

/** Gathers bytes and lets them go together: what a proxy does that buffers responses. */
function createBuffer({ bytes, maxMs }: BufferOptions, clock: Clock, forward: Forward): Gate {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let timer: Cancel | undefined;
  const stop = (): void => {
    timer?.();
    timer = undefined;
    held = [];
    heldBytes = 0;
  };
  const open = (): void => {
    const all = held;
    stop();
    if (all.length > 0) forward(Buffer.concat(all));
  };
  return {
    blocksReading: false,
    roomBytes: bytes,
    push(item) {
      if (item === 'end') {
        open();
        forward(item);
        return;
      }
      held.push(item);
      heldBytes += item.length;
      if (heldBytes >= bytes) open();
      else if (maxMs > 0) timer ??= clock.after(maxMs, open);
    },
    open,
    stop,
  };
}

export const buffer: FaultDoing<FaultOf<'buffer'>> = {
  kind: 'gates',
  create: (fault, { clock }) => inEach(fault.direction, ({ forward }) => createBuffer(fault, clock, forward)),
};
