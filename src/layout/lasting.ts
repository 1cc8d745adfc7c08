import type { Connection, Http2Stream } from '../../trace/model.ts';

const BLOCK_ITEMS = 256;

/** Some items that follow each other. `to` is Infinity while one of them lasts, or while there is room for more. */
interface Block<T> {
  readonly items: T[];
  from: number;
  to: number;
}

/**
 * Finds what lasted at some time among very many things. They are looked at in blocks, in the order they were added: a
 * block in which all began later, or had ended before, is passed over whole. What has ended must not begin to last again.
 */
export class LastingIndex<T> {
  readonly #from: (item: T) => number;
  readonly #to: (item: T) => number | undefined;
  readonly #blocks: Block<T>[] = [];

  constructor(from: (item: T) => number, to: (item: T) => number | undefined) {
    this.#from = from;
    this.#to = to;
  }

  add(item: T): void {
    let block = this.#blocks.at(-1);
    if (!block || block.items.length === BLOCK_ITEMS) {
      block = { items: [], from: Infinity, to: Infinity };
      this.#blocks.push(block);
    }
    block.items.push(item);
    block.from = Math.min(block.from, this.#from(item));
  }

  /** What lasted at some time from `from` to `to`, both included, in the order it was added. */
  between(from: number, to: number): T[] {
    const found: T[] = [];
    for (const block of this.#blocks) {
      if (block.from > to || block.to < from) continue;
      let last = Number.NEGATIVE_INFINITY;
      for (const item of block.items) {
        const end = this.#to(item) ?? Infinity;
        last = Math.max(last, end);
        if (end >= from && this.#from(item) <= to) found.push(item);
      }
      if (block.items.length === BLOCK_ITEMS) block.to = last;
    }
    return found;
  }
}

interface Known {
  readonly index: LastingIndex<Http2Stream>;
  readonly values: IterableIterator<Http2Stream>;
  size: number;
}
const known = new WeakMap<Connection['streams'], Known>();

/** The streams of a connection that lasted at some time from `from` to `to`, in the order they were opened. */
export function streamsBetween({ streams }: Connection, from: number, to: number): Http2Stream[] {
  let entry = known.get(streams);
  if (!entry) {
    const index = new LastingIndex<Http2Stream>(
      ({ openedAt }) => openedAt,
      ({ closedAt }) => closedAt,
    );
    entry = { index, values: streams.values(), size: 0 };
    known.set(streams, entry);
  }
  /* An iterator that was read to its end gives no more, so it is read only as far as there is something. */
  for (; entry.size < streams.size; entry.size++) {
    const next = entry.values.next();
    if (next.done !== true) entry.index.add(next.value);
  }
  return entry.index.between(from, to);
}
