import type { Fault } from '../../contract/faults.ts';
import type { Clock } from '../context.ts';
import type { Forward, Gate } from './gate.ts';

/** What a fault that acts at once may do to a connection. */
export interface Cuttable {
  cut(): void;
}

/** How a fault is done: at once, to the whole connection; or by a gate in each direction that it names. */
export type FaultDoing<F extends Fault> =
  | { readonly kind: 'at-once'; run(connection: Cuttable): void }
  | { readonly kind: 'gate'; create(fault: F, clock: Clock, forward: Forward): Gate };
