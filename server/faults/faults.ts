import type { Fault, FaultType } from '../../contract/faults.ts';
import type { Clock } from '../context.ts';
import { createDelay } from './delay.ts';
import { createFreeze } from './freeze.ts';
import type { Forward, Gate } from './gate.ts';

/** How a fault is done: once, to the whole connection; or by a gate in each direction that it names. */
type Doing<T extends FaultType> =
  | { readonly once: (connection: { cut(): void }) => void }
  | { readonly gate: (fault: Extract<Fault, { type: T }>, clock: Clock, forward: Forward) => Gate };

/** Every fault of contract/faults.ts and what does it. */
export const FAULTS: { readonly [T in FaultType]: Doing<T> } = {
  cut: { once: (connection) => connection.cut() },
  freeze: { gate: (_fault, _clock, forward) => createFreeze(forward) },
  delay: { gate: (fault, clock, forward) => createDelay(fault.delayMs, clock, forward) },
};
