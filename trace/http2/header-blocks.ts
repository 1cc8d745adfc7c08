import { DIRECTIONS, type Direction } from '../../contract/direction.ts';
import { joinBytes } from '../../wire/bytes.ts';
import {
  createHpackDecoder,
  resumeHpackDecoder,
  type HeaderBlock,
  type HpackContext,
  type HpackDecoder,
} from '../../wire/hpack/decoder.ts';
import { FLAGS } from '../../wire/http2/frame.ts';
import { headerBlockFragment } from '../../wire/http2/payload.ts';
import { IndexList } from '../lists.ts';
import { http2FrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';
import { Columns } from './columns.ts';

/*
 * What a header block says takes twenty times its bytes, and they are in the recording. So it is not kept: a block is
 * decoded again when someone looks at it, from the nearest block before it at which the compression context was kept.
 */

/** Header blocks longer than this are not decoded: a CONTINUATION flood is not worth its memory. */
export const MAX_HEADER_BLOCK_BYTES = 1_048_576;
/** A context is kept at every so many blocks to begin with; decoding so many again takes a tenth of a millisecond. */
const FIRST_SPACING = 64;
/** When the contexts of one direction hold more than so many table entries, every second one goes. */
const MAX_KEPT_ENTRIES = 16_384;
/** Blocks, and decoders in the middle of a connection, that were asked for last. */
const RECENT_BLOCKS = 512;
const RECENT_DECODERS = 16;

/** A decoder, and the number of the block that it decodes next. */
interface Cursor {
  readonly decoder: HpackDecoder;
  next: number;
}

/** Keeps the newest `most` of what is put into it. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as Key);
}

/** The header blocks of one direction of a connection, in the order they were completed. */
export class BlockHistory {
  /** Rows that begin a block. */
  readonly rows = new IndexList();
  /** The limit of the table size from the block of that number on, where it changed. */
  readonly #limits = new Columns();
  #spacing = FIRST_SPACING;
  /** The context before block `n * spacing`, at n. */
  #kept: HpackContext[] = [createHpackDecoder().context()];
  #keptEntries = 0;

  /** The decoder is about to decode the next block. */
  begin(decoder: HpackDecoder): void {
    if (this.rows.length !== this.#kept.length * this.#spacing) return;
    const context = decoder.context();
    this.#kept.push(context);
    this.#keptEntries += context.entries.length;
    if (this.#keptEntries <= MAX_KEPT_ENTRIES) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#keptEntries = this.#kept.reduce((sum, { entries }) => sum + entries.length, 0);
    this.#spacing *= 2;
  }

  setMaxTableSize(maxSize: number): void {
    this.#limits.push(this.rows.length, maxSize);
  }

  /** The number of the block that a row began; undefined when it began none that is complete. */
  numberOf(row: number): number | undefined {
    const { rows } = this;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows.get(middle) < row) low = middle + 1;
      else high = middle;
    }
    return rows.length > 0 && rows.at(low) === row ? low : undefined;
  }

  /** A decoder at the nearest kept context at or before a block. */
  cursorBefore(number: number): Cursor {
    const nearest = Math.min(Math.floor(number / this.#spacing), this.#kept.length - 1);
    return {
      decoder: resumeHpackDecoder(this.#kept[nearest] as HpackContext),
      next: nearest * this.#spacing,
    };
  }

  /** Does what SETTINGS did to the decoder between the block before and this one. */
  applyLimits(cursor: Cursor): void {
    const limits = this.#limits;
    for (let at = limits.firstFrom(cursor.next); limits.rowAt(at) === cursor.next; at++) {
      cursor.decoder.setMaxTableSize(limits.valueAt(at) as number);
    }
  }
}

/** The header blocks of a recording, by the row of the HEADERS or PUSH_PROMISE frame that began them. */
export class HeaderBlocks {
  readonly #trace: Trace;
  readonly #histories = new Map<number, Readonly<Record<Direction, BlockHistory>>>();
  readonly #blocks = new Map<number, HeaderBlock>();
  readonly #cursors = new Map<BlockHistory, Cursor>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Where the decoder of a connection notes its blocks. */
  historiesOf(conn: number): Readonly<Record<Direction, BlockHistory>> {
    let both = this.#histories.get(conn);
    if (!both) {
      both = { 'client-to-server': new BlockHistory(), 'server-to-client': new BlockHistory() };
      this.#histories.set(conn, both);
    }
    return both;
  }

  /** Takes in the block that was completed last. */
  note(history: BlockHistory, row: number, block: HeaderBlock): void {
    history.rows.push(row);
    remember(this.#blocks, row, block, RECENT_BLOCKS);
  }

  /** Whether a row began a block that is complete. */
  has(row: number): boolean {
    return this.#numberOf(row) !== undefined;
  }

  /** What the block that a row began decodes to. Undefined for any other row, and for a block that is not complete. */
  get(row: number): HeaderBlock | undefined {
    const recent = this.#blocks.get(row);
    if (recent) return recent;
    const number = this.#numberOf(row);
    const history = this.#historyAt(row);
    if (number === undefined || !history) return undefined;
    const cursor = this.#cursorAt(history, number);
    return this.#decodeNext(history, cursor);
  }

  /** Every row that began a complete block, connection by connection. */
  *keys(): Generator<number, void, undefined> {
    for (const both of this.#histories.values()) {
      for (const direction of DIRECTIONS) yield* both[direction].rows;
    }
  }

  /** The compression context just before and just after the block that a row began; undefined where `get` is. */
  contextsAt(row: number): { readonly before: HpackContext; readonly after: HpackContext } | undefined {
    const number = this.#numberOf(row);
    const history = this.#historyAt(row);
    if (number === undefined || !history) return undefined;
    const cursor = this.#cursorAt(history, number);
    const before = cursor.decoder.context();
    this.#decodeNext(history, cursor);
    return { before, after: cursor.decoder.context() };
  }

  #historyAt(row: number): BlockHistory | undefined {
    const { frames } = this.#trace;
    return row < frames.length ? this.#histories.get(frames.conn(row))?.[frames.direction(row)] : undefined;
  }

  #numberOf(row: number): number | undefined {
    return this.#historyAt(row)?.numberOf(row);
  }

  /** A decoder that stands before a block: the one used last goes on when that is shorter. */
  #cursorAt(history: BlockHistory, number: number): Cursor {
    const kept = history.cursorBefore(number);
    const used = this.#cursors.get(history);
    const cursor = used && used.next <= number && used.next >= kept.next ? used : kept;
    remember(this.#cursors, history, cursor, RECENT_DECODERS);
    while (cursor.next < number) this.#decodeNext(history, cursor);
    return cursor;
  }

  #decodeNext(history: BlockHistory, cursor: Cursor): HeaderBlock {
    const row = history.rows.get(cursor.next);
    history.applyLimits(cursor);
    const block = cursor.decoder.decode(this.#bytesOf(row));
    cursor.next += 1;
    remember(this.#blocks, row, block, RECENT_BLOCKS);
    return block;
  }

  /** The fragments of the block that a row began, joined. */
  #bytesOf(first: number): Uint8Array {
    const { frames, continuations } = this.#trace;
    const fragments: Uint8Array[] = [];
    let length = 0;
    for (const row of this.#rowsFrom(first)) {
      if (row !== first && continuations.get(row)?.first !== first) continue;
      const fragment = headerBlockFragment(http2FrameAt(this.#trace, row));
      length += fragment.length;
      if (length <= MAX_HEADER_BLOCK_BYTES) fragments.push(fragment);
      if (frames.flags(row) & FLAGS.END_HEADERS) break;
    }
    return joinBytes(fragments);
  }

  /** A row, and those of the same direction of its connection that follow it. */
  *#rowsFrom(row: number): Generator<number, void, undefined> {
    const { frames } = this.#trace;
    const rows = this.#trace.outerFrames(frames.conn(row), frames.direction(row));
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows.at(middle) as number) < row) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < rows.length; at++) yield rows.at(at) as number;
  }
}
