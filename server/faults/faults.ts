import type { Fault, FaultType } from '../../contract/faults.ts';
import { cut } from './cut.ts';
import { delay } from './delay.ts';
import type { FaultDoing } from './doing.ts';
import { freeze } from './freeze.ts';

/** Every fault of contract/faults.ts and what does it. */
const FAULTS: { readonly [T in FaultType]: FaultDoing<Extract<Fault, { type: T }>> } = { cut, freeze, delay };

export function doingOf<F extends Fault>(fault: F): FaultDoing<F> {
  return FAULTS[fault.type] as FaultDoing<F>;
}
