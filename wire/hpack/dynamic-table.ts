import { STATIC_ENTRIES, STATIC_TABLE, type TableEntry } from './static-table.ts';

/**
 * The dynamic table (RFC 7541 §2.3.2): first in, first out, bounded by size in bytes.
 * The newest entry has index 62, the oldest the highest.
 */
export class DynamicTable {
  /** Oldest first, so that adding is a push; entries before `#first` are evicted. */
  #entries: (TableEntry | undefined)[] = [];
  #first = 0;
  #size = 0;
  #maxSize: number;

  /** `maxSize` in bytes as RFC 7541 §4.1 counts them. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** Bytes in use, at most `maxSize`. */
  get size(): number {
    return this.#size;
  }

  get maxSize(): number {
    return this.#maxSize;
  }

  /** How many entries there are. */
  get length(): number {
    return this.#entries.length - this.#first;
  }

  /** The entry at an index of the joint address space (RFC 7541 §2.3.3), undefined for 0 and beyond the end. */
  at(index: number): TableEntry | undefined {
    if (index <= STATIC_ENTRIES) return STATIC_TABLE[index - 1];
    const position = this.#entries.length - (index - STATIC_ENTRIES);
    return position < this.#first ? undefined : this.#entries[position];
  }

  /** Adds an entry and calls `evict` for each that has to go. One larger than the table only empties it (§4.4). */
  add(entry: TableEntry, evict: (entry: TableEntry) => void): void {
    this.#shrink(this.#maxSize - entry.size, evict);
    if (entry.size > this.#maxSize) return;
    this.#entries.push(entry);
    this.#size += entry.size;
  }

  /** Changes the maximum size and evicts what no longer fits (RFC 7541 §4.3). */
  resize(maxSize: number, evict: (entry: TableEntry) => void): void {
    this.#maxSize = maxSize;
    this.#shrink(maxSize, evict);
  }

  /** A copy, newest first: the first has index 62. */
  list(): TableEntry[] {
    return (this.#entries.slice(this.#first) as TableEntry[]).reverse();
  }

  #shrink(target: number, evict: (entry: TableEntry) => void): void {
    while (this.#size > target && this.#first < this.#entries.length) {
      const oldest = this.#entries[this.#first] as TableEntry;
      this.#entries[this.#first++] = undefined;
      this.#size -= oldest.size;
      evict(oldest);
    }
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
