const FIRST_CAPACITY = 4;

/** A number that changes at some frames: twelve bytes a change, in the order of the frames. */
export class Columns {
  /** How many changes there are. */
  length = 0;
  #rows = new Uint32Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);

  /** `row` must not be below the last one; with the same row the newer value counts. */
  push(row: number, value: number): void {
    if (this.length === this.#rows.length) {
      const rows = new Uint32Array(this.length * 2);
      const values = new Float64Array(this.length * 2);
      rows.set(this.#rows);
      values.set(this.#values);
      this.#rows = rows;
      this.#values = values;
    }
    this.#rows[this.length] = row;
    this.#values[this.length++] = value;
  }

  /** The value after the frame `row`; undefined before the first change. */
  at(row: number): number | undefined {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] as number) <= row) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#values[low - 1];
  }

  /** The newest value; undefined when there is none. */
  last(): number | undefined {
    return this.length === 0 ? undefined : this.#values[this.length - 1];
  }

  /** The frame of the change number `index`, from 0; undefined outside. */
  rowAt(index: number): number | undefined {
    return index < this.length ? this.#rows[index] : undefined;
  }

  /** The value of the change number `index`, from 0; undefined outside. */
  valueAt(index: number): number | undefined {
    return index < this.length ? this.#values[index] : undefined;
  }
}
