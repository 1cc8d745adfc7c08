import { FAULT_TYPES, FAULTS, type Fault, type FaultType } from '../../contract/faults.ts';
import { ORIGINS } from '../../contract/origin.ts';
import type { Trace } from '../../trace/trace.ts';
import type { FaultPlace } from '../state/stage.ts';

/** A fault that is at work now, and what it is on. */
export interface ActiveFault {
  readonly place: FaultPlace;
  readonly fault: Fault;
}

/** The faults at work: those of origins, then those that open connections have on their own account. Empty: none. */
export function activeFaults(trace: Pick<Trace, 'connections' | 'originFaults'>): ActiveFault[] {
  const active: ActiveFault[] = [];
  for (const [origin, faults] of trace.originFaults) {
    for (const fault of faults) active.push({ place: origin, fault });
  }
  for (const { id, origin, state, faults } of trace.connections.values()) {
    if (state === 'closed') continue;
    for (const fault of faults) {
      if (!trace.originFaults.get(origin)?.includes(fault)) active.push({ place: id, fault });
    }
  }
  return active;
}

/** The types that can be put on it, in reading order. */
export function faultTypesFor(place: FaultPlace): FaultType[] {
  const target = typeof place === 'number' ? 'connection' : 'origin';
  return FAULT_TYPES.filter((type) => FAULTS[type].on.includes(target));
}

/** `Connection 3`, `HTTP/2`. */
export const placeWords = (place: FaultPlace): string =>
  typeof place === 'number' ? `Connection ${place}` : ORIGINS[place].label;
