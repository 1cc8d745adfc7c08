/*
 * Plain arrays, since most streams have a handful of changes: two typed arrays would cost some 300 bytes before the first.
 * Up to this many they have just the size they need; pushing would make room for 17 at once.
 */
const FEW = 8;

/** A number that changes at some frames, in the order of the frames: some 16 bytes a change. */
export class Columns {
  #rows: number[] = [];
  #values: number[] = [];

  /** How many changes there are. */
  get length(): number {
    return this.#rows.length;
  }

  /** `row` must not be below the last one; with the same row the newer value counts. */
  push(row: number, value: number): void {
    if (this.#rows.length < FEW) {
      this.#rows = this.#rows.concat(row);
      this.#values = this.#values.concat(value);
      return;
    }
    this.#rows.push(row);
    this.#values.push(value);
  }

  /** The value after the frame `row`; undefined before the first change. */
  at(row: number): number | undefined {
    const behind = this.firstFrom(row + 1);
    return behind === 0 ? undefined : this.#values[behind - 1];
  }

  /** The number of the first change at or behind `row`; `length` when there is none. */
  firstFrom(row: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] as number) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest value; undefined when there is none. */
  last(): number | undefined {
    return this.#values.at(-1);
  }

  /** The frame of the change number `index`, from 0; undefined outside. */
  rowAt(index: number): number | undefined {
    return this.#rows[index];
  }

  /** The value of the change number `index`, from 0; undefined outside. */
  valueAt(index: number): number | undefined {
    return this.#values[index];
  }
}
