import type { Socket } from 'node:net';
import type { ListedFault } from '../../contract/control.ts';
import { FAULTS, type Fault, type FaultType } from '../../contract/faults.ts';
import type { OriginId } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock } from '../context.ts';
import { doingOf } from '../faults/faults.ts';
import { InputError } from '../validate.ts';
import { Connection, type Leg } from './connection.ts';

/**
 * The connections of a lab that are open now, and the faults of their origins. Their numbers count from 1 and are never
 * used again.
 */
export class Connections {
  readonly #open = new Map<number, Connection>();
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #originFaults = new Map<OriginId, Map<FaultType, Fault>>();
  #count = 0;

  constructor(recorder: Recorder, clock: Clock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes a connection in: one that a client opened, or, by its leg, one that the lab opened itself. */
  accept(origin: OriginId, raw: Socket, leg?: Leg): Connection {
    const accepted = { id: ++this.#count, origin, raw, leg };
    const connection = new Connection(accepted, this.#recorder, this.#clock, this.#forget);
    this.#open.set(connection.id, connection);
    for (const fault of this.#originFaults.get(origin)?.values() ?? []) connection.addFault(fault);
    return connection;
  }

  readonly #forget = ({ id }: Connection): void => void this.#open.delete(id);

  /** Whether a fault of its origin did away with this new connection. */
  refuses(connection: Connection): boolean {
    for (const fault of this.#originFaults.get(connection.origin)?.values() ?? []) {
      const doing = doingOf(fault);
      if (doing.kind === 'on-accept') doing.accept(connection);
    }
    return connection.raw.destroyed;
  }

  /**
   * Puts a fault on each connection of an origin, those to come included; a momentary one acts on those that are open.
   * One of the same type is taken off first, also where a connection has its own.
   */
  applyOriginFault(origin: OriginId, fault: Fault): void {
    const open = this.#of(origin);
    this.removeOriginFault(origin, fault.type);
    for (const connection of open) connection.removeFault(fault.type);
    if (!FAULTS[fault.type].momentary) {
      const faults = this.#originFaults.get(origin) ?? new Map<FaultType, Fault>();
      this.#originFaults.set(origin, faults.set(fault.type, fault));
    }
    this.#recordOriginFault(origin, fault, true);
    for (const connection of open) {
      try {
        connection.addFault(fault);
      } catch (error) {
        // It has crossed too much to be read from its beginning. The others have the fault, and so will new ones.
        if (!(error instanceof InputError)) throw error;
        connection.recordWithout(fault);
      }
    }
  }

  /** Takes a fault off an origin and its connections. Answers false when there was none of that type. */
  removeOriginFault(origin: OriginId, type: FaultType): boolean {
    const faults = this.#originFaults.get(origin);
    const fault = faults?.get(type);
    if (faults === undefined || fault === undefined) return false;
    faults.delete(type);
    this.#recordOriginFault(origin, fault, false);
    for (const connection of this.#of(origin)) connection.dropFault(fault);
    return true;
  }

  /** A new recording begins with what is on the origins: records of open connections are in it, theirs are not. */
  recordOriginFaults(): void {
    for (const [origin, faults] of this.#originFaults) {
      for (const fault of faults.values()) this.#recordOriginFault(origin, fault, true);
    }
  }

  /** The faults at work: those of origins, then those that connections have on their own account. */
  listFaults(): ListedFault[] {
    const listed: ListedFault[] = [];
    for (const [origin, faults] of this.#originFaults) {
      for (const fault of faults.values()) listed.push({ origin, fault });
    }
    for (const { id, origin, faults } of this.#open.values()) {
      for (const fault of faults) {
        if (this.#originFaults.get(origin)?.get(fault.type) !== fault) listed.push({ conn: id, fault });
      }
    }
    return listed;
  }

  #of(origin: OriginId): Connection[] {
    return [...this.#open.values()].filter((connection) => connection.origin === origin);
  }

  #recordOriginFault(origin: OriginId, fault: Fault, active: boolean): void {
    this.#recorder.append({ type: 'fault', t: this.#clock.now(), origin, fault, active });
  }

  /** Throws InputError when there is no such open connection. */
  get(id: number): Connection {
    const connection = this.#open.get(id);
    if (connection !== undefined) return connection;
    throw new InputError(
      id <= this.#count ? `Connection ${id} is closed already.` : `There is no connection ${id}.`,
    );
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#open.values();
  }
}
