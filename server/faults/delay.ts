import type { Fault } from '../../contract/faults.ts';
import type { Cancel, Clock } from '../context.ts';
import type { FaultDoing } from './doing.ts';
import type { Forward, Gate, Item } from './gate.ts';

/** Holds each chunk for a time. Chunks overlap in their waiting, so the rate stays and only the latency grows. */
function createDelay(delayMs: number, clock: Clock, forward: Forward): Gate {
  let held: { readonly item: Item; readonly dueMs: number }[] = [];
  let timer: Cancel | undefined;
  const wait = (): void => {
    const [next] = held;
    timer = next && clock.after(Math.max(0, next.dueMs - clock.now()), release);
  };
  const release = (): void => {
    const now = clock.now();
    // Timers may fire a little early; half a millisecond is nothing to a delay that is given in whole ones.
    while (held[0] !== undefined && held[0].dueMs <= now + 0.5)
      forward((held.shift() as (typeof held)[0]).item);
    wait();
  };
  return {
    blocksReading: false,
    push(item) {
      held.push({ item, dueMs: clock.now() + delayMs });
      if (timer === undefined) wait();
    },
    open() {
      timer?.();
      timer = undefined;
      for (const { item } of held.splice(0)) forward(item);
    },
    stop() {
      timer?.();
      timer = undefined;
      held = [];
    },
  };
}

export const delay: FaultDoing<Extract<Fault, { type: 'delay' }>> = {
  kind: 'gate',
  create: (fault, clock, forward) => createDelay(fault.delayMs, clock, forward),
};
