import { FAULT_TYPES, FAULTS, type Fault, type FaultType } from '../../contract/faults.ts';
import { ORIGINS } from '../../contract/origin.ts';
import type { Trace } from '../../trace/trace.ts';
import { connectionAsOf, connectionAt, originFaultsAt } from '../layout/at.ts';
import type { FaultPlace } from '../state/stage.ts';

/** A fault that is at work now, and what it is on. */
export interface ActiveFault {
  readonly place: FaultPlace;
  readonly fault: Fault;
}

/**
 * The faults at work at `now`: those of origins, then those that open connections have on their own account. Empty: none.
 */
export function activeFaults(
  trace: Pick<Trace, 'connections' | 'originFaults' | 'originFaultLog'>,
  now: number,
): ActiveFault[] {
  const active: ActiveFault[] = [];
  const originFaults = originFaultsAt(trace, now);
  for (const [origin, faults] of originFaults) {
    for (const fault of faults) active.push({ place: origin, fault });
  }
  for (const connection of trace.connections.values()) {
    const state = connectionAt(connection, now);
    if (state === undefined || state === 'closed') continue;
    for (const fault of connectionAsOf({}, connection, now).faults) {
      if (!originFaults.get(connection.origin)?.includes(fault)) active.push({ place: connection.id, fault });
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
