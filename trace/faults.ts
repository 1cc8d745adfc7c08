import { FAULTS, type Fault } from '../contract/faults.ts';
import type { OriginId } from '../contract/origin.ts';
import type { RecordOf } from '../contract/records.ts';
import type { Connection, FaultEntry } from './model.ts';

/** The faults that are on whole origins now. No entry: none. */
export type OriginFaults = Map<OriginId, Fault[]>;

/** A fault was put on an origin, or taken off it (`active: false`). */
export interface OriginFaultEntry extends FaultEntry {
  readonly origin: OriginId;
}

/** Takes in that a fault was put on one connection, or taken off it. */
export function applyFaultToConnection(
  connection: Connection,
  { t, fault, active }: Pick<RecordOf<'fault'>, 't' | 'fault' | 'active'>,
): void {
  connection.faults = connection.faults.filter(({ type }) => type !== fault.type);
  if (active && !FAULTS[fault.type].momentary) connection.faults.push(fault);
  connection.faultLog.push({ t, fault, active });
}

/** Takes in that a fault was put on an origin, or taken off it, and with that on or off its open connections. */
export function applyFaultToOrigin(
  origin: OriginId,
  record: RecordOf<'fault'>,
  origins: OriginFaults,
  connections: Iterable<Connection>,
): void {
  const { fault, active } = record;
  const before = origins.get(origin)?.find(({ type }) => type === fault.type);
  const others = (origins.get(origin) ?? []).filter((other) => other !== before);
  origins.set(origin, active && !FAULTS[fault.type].momentary ? [...others, fault] : others);
  /* A fault that concerns only new connections does nothing to those that are open. */
  if (!FAULTS[fault.type].on.includes('connection')) return;
  for (const connection of connections) {
    if (connection.origin !== origin || connection.state === 'closed') continue;
    /* One that a connection has on its own account stays when its origin's is taken off. */
    const its = connection.faults.find(({ type }) => type === fault.type);
    if (active || (its !== undefined && its === before)) applyFaultToConnection(connection, record);
  }
}

/** A new connection has the faults of its origin from the start. */
export function inheritFaults(connection: Connection, origins: OriginFaults): void {
  for (const fault of origins.get(connection.origin) ?? []) {
    if (!FAULTS[fault.type].on.includes('connection')) continue;
    applyFaultToConnection(connection, { t: connection.openedAt, fault, active: true });
  }
}
