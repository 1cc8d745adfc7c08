import { IndexList, type Rows } from './lists.ts';

/** Rows that a list has before it gets memory of its own: a small request and its answer are three or four frames. */
const FEW = 4;
const FIRST_CAPACITY = 64;

/** Lists of rows, by number from 0. Most are short, and a typed array for each would take two hundred bytes. */
export class FrameLists {
  length = 0;
  #counts = new Uint8Array(FIRST_CAPACITY);
  #few = new Uint32Array(FIRST_CAPACITY * FEW);
  /** Lists with more than FEW rows. */
  readonly #long = new Map<number, IndexList>();

  /** Adds an empty list behind the others. */
  open(): void {
    if (this.length === this.#counts.length) {
      const counts = new Uint8Array(this.length + (this.length >> 2));
      const few = new Uint32Array(counts.length * FEW);
      counts.set(this.#counts);
      few.set(this.#few);
      this.#counts = counts;
      this.#few = few;
    }
    this.length += 1;
  }

  /** Adds a row to a list that was opened. */
  push(list: number, row: number): void {
    const count = this.#counts[list] as number;
    if (count < FEW) {
      this.#few[list * FEW + count] = row;
      this.#counts[list] = count + 1;
      return;
    }
    let long = this.#long.get(list);
    if (!long) {
      long = new IndexList();
      for (const early of this.values(list)) long.push(early);
      this.#long.set(list, long);
    }
    long.push(row);
  }

  /** The rows of a list as they are now; do not write to it, do not keep it over a push. Empty for a list that is not open. */
  values(list: number): Rows {
    const long = this.#long.get(list);
    if (long) return long;
    const from = list * FEW;
    return this.#few.subarray(from, from + (this.#counts[list] ?? 0));
  }
}
