import type { Socket } from 'node:net';
import type { OriginId } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock } from '../context.ts';
import { InputError } from '../validate.ts';
import { Connection } from './connection.ts';

/** The connections of a lab that are open now. Their numbers count from 1 and are never used again. */
export class Connections {
  readonly #open = new Map<number, Connection>();
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  #count = 0;

  constructor(recorder: Recorder, clock: Clock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  get size(): number {
    return this.#open.size;
  }

  accept(origin: OriginId, raw: Socket): Connection {
    const connection = new Connection(++this.#count, origin, raw, this.#recorder, this.#clock);
    this.#open.set(connection.id, connection);
    raw.once('close', () => this.#open.delete(connection.id));
    return connection;
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
