import type { CreateGate } from '../faults/doing.ts';
import type { Forward, Gate, Item } from '../faults/gate.ts';

/** How much faults hold before the sender is told to wait, unless one of them needs more. */
const MAX_HELD_BYTES = 1024 * 1024;

interface Stage {
  readonly name: string;
  readonly gate: Gate;
}

/** One direction of a connection with faults on it: gates, one behind the other, and what comes after the last. */
export class Line {
  /** Bytes that went in and have not come out. */
  heldBytes = 0;
  #stages: Stage[] = [];
  readonly #deliver: Forward;
  readonly #changed: (heldBytes: number) => void;

  /** `changed` is told whenever `heldBytes` is another. */
  constructor(deliver: Forward, changed: (heldBytes: number) => void) {
    this.#changed = changed;
    this.#deliver = (item) => {
      if (item !== 'end') this.#hold(-item.length);
      deliver(item);
    };
  }

  /** Whether so much is held that the sender has to wait. */
  get isFull(): boolean {
    if (this.heldBytes <= MAX_HELD_BYTES) return false;
    return this.#stages.every(({ gate }) => this.heldBytes > (gate.roomBytes ?? 0) + MAX_HELD_BYTES);
  }

  get isClear(): boolean {
    return this.#stages.length === 0;
  }

  get blocksReading(): boolean {
    return this.#stages.some(({ gate }) => gate.blocksReading);
  }

  push(item: Item): void {
    if (item !== 'end') this.#hold(item.length);
    this.#enter(0, item);
  }

  /** Puts a gate behind those that are there, or before them. `name` is free: remove an older one of that name first. */
  add(name: string, create: CreateGate, place: 'first' | 'last'): void {
    const forward: Forward = (item) => this.#enter(this.#stages.indexOf(stage) + 1, item);
    const stage: Stage = { name, gate: create({ forward, lose: (byteCount) => this.#hold(-byteCount) }) };
    if (place === 'first') this.#stages.unshift(stage);
    else this.#stages.push(stage);
  }

  /** Takes a gate off; what it held goes on at once. */
  remove(name: string): void {
    const stage = this.#stages.find((other) => other.name === name);
    stage?.gate.open();
    this.#stages = this.#stages.filter((other) => other !== stage);
  }

  /** The connection is over: nothing that is held is delivered any more. */
  stop(): void {
    for (const { gate } of this.#stages) gate.stop();
    this.#stages = [];
    this.#hold(-this.heldBytes);
  }

  #hold(more: number): void {
    if (more === 0) return;
    this.heldBytes += more;
    this.#changed(this.heldBytes);
  }

  #enter(index: number, item: Item): void {
    const stage = this.#stages[index];
    if (stage === undefined) this.#deliver(item);
    else stage.gate.push(item);
  }
}
