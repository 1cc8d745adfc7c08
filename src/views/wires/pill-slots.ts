import type { Pill } from '../../layout/pills.ts';

/**
 * Gives each pill a slot that it keeps while it is on its way. A slot that becomes free is taken by the next pill: making
 * an element, and a layer of its own to move it in, costs more than to write another word on one that is there.
 */
export class PillSlots {
  readonly #slotOfKey = new Map<string, number>();
  #count = 0;

  /** The pills by slot; undefined where a slot is free. */
  assign(pills: readonly Pill[]): readonly (Pill | undefined)[] {
    const kept = new Set(pills.map(({ key }) => key));
    for (const key of this.#slotOfKey.keys()) if (!kept.has(key)) this.#slotOfKey.delete(key);
    const taken = new Set(this.#slotOfKey.values());
    let next = 0;
    for (const { key } of pills) {
      if (this.#slotOfKey.has(key)) continue;
      while (taken.has(next)) next += 1;
      this.#slotOfKey.set(key, next);
      next += 1;
    }
    this.#count = Math.max(this.#count, next);
    const slots = new Array<Pill | undefined>(this.#count).fill(undefined);
    for (const pill of pills) slots[this.#slotOfKey.get(pill.key) as number] = pill;
    return slots;
  }
}
