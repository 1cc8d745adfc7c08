import type { Forward, Gate, Item } from '../faults/gate.ts';

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

  constructor(deliver: Forward) {
    this.#deliver = (item) => {
      if (item !== 'end') this.heldBytes -= item.length;
      deliver(item);
    };
  }

  get isClear(): boolean {
    return this.#stages.length === 0;
  }

  get blocksReading(): boolean {
    return this.#stages.some(({ gate }) => gate.blocksReading);
  }

  push(item: Item): void {
    if (item !== 'end') this.heldBytes += item.length;
    this.#enter(0, item);
  }

  /** Puts a gate behind those that are there. `name` is free: remove an older one of that name first. */
  add(name: string, create: (forward: Forward) => Gate): void {
    const forward: Forward = (item) => this.#enter(this.#stages.indexOf(stage) + 1, item);
    const stage: Stage = { name, gate: create(forward) };
    this.#stages.push(stage);
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
    this.heldBytes = 0;
  }

  #enter(index: number, item: Item): void {
    const stage = this.#stages[index];
    if (stage === undefined) this.#deliver(item);
    else stage.gate.push(item);
  }
}
