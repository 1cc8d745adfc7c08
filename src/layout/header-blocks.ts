import type { Direction } from '../../contract/direction.ts';
import { headerTableAt, type HeaderTableView } from '../../trace/http2/header-table.ts';
import type { BlockHistory } from '../../trace/http2/header-blocks.ts';
import type { Trace } from '../../trace/trace.ts';
import { IndexList, type Rows } from '../../trace/lists.ts';
import { formatBytes, formatCount, formatNumber } from '../../wire/format.ts';
import type { DecodedField, HeaderBlock } from '../../wire/hpack/header-block.ts';
import { STATIC_ENTRIES } from '../../wire/hpack/static-table.ts';

/** One header block as a bar: what its names and values take, and what it took on the wire. */
export interface BlockBar {
  readonly row: number;
  readonly x: number;
  readonly width: number;
  readonly plainBytes: number;
  readonly wireBytes: number;
  /** Heights in pixels. */
  readonly plainHeight: number;
  readonly wireHeight: number;
}

/** A field of the block, and how the block says it. */
export interface FieldLine {
  readonly name: string;
  readonly value: string;
  /** `dynamic entry 62`, `written out, added to the table` … */
  readonly how: string;
  readonly wireBytes: number;
  readonly plainBytes: number;
}

/** An entry of the dynamic table around the block. */
export interface EntryLine {
  /** Its index before the block and after it; undefined where it was not in the table. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly name: string;
  readonly value: string;
  readonly size: number;
  readonly fate: 'added' | 'kept' | 'evicted';
  /** Whether the block pointed to it. */
  readonly used: boolean;
}

export interface BlockDetail {
  readonly row: number;
  /** Its number among the blocks of this direction, from 1. */
  readonly number: number;
  readonly table: HeaderTableView;
  readonly fields: readonly FieldLine[];
  /** Newest first; evicted ones at the end. */
  readonly entries: readonly EntryLine[];
}

export interface HeaderBlocksLayout {
  /** How many blocks were complete by the moment shown. */
  readonly blocks: number;
  /** The number of the first bar, from 1. */
  readonly firstShown: number;
  readonly bars: readonly BlockBar[];
  readonly wireBytes: number;
  readonly plainBytes: number;
  readonly detail: BlockDetail | undefined;
  /** The blocks before and after the one shown; undefined at an end. */
  readonly previous: number | undefined;
  readonly next: number | undefined;
  readonly summary: string;
}

export const BARS_HEIGHT = 72;
const BAR_WIDTH = 10;
const BAR_GAP = 2;
/** The dynamic table begins after the static one (RFC 7541 §2.3.3). */
const FIRST_DYNAMIC = STATIC_ENTRIES + 1;

/** The sizes of the blocks so far. Each block is decoded once, in order: reading it again would cost a decoding. */
class BlockSizes {
  readonly plain = new IndexList();
  readonly wire = new IndexList();

  catchUp(trace: Trace, rows: Rows): this {
    for (let at = this.plain.length; at < rows.length; at++) {
      const block = trace.headerBlocks.get(rows.at(at) as number);
      this.plain.push(block ? plainBytesOf(block) : 0);
      this.wire.push(block?.length ?? 0);
    }
    return this;
  }
}

const sizes = new WeakMap<BlockHistory, BlockSizes>();

const plainBytesOf = (block: HeaderBlock): number =>
  block.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);

/** How many of `rows` were complete at `now`. */
function completeBy(trace: Trace, rows: Rows, now: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trace.frames.tEnd(rows.at(middle) as number) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

const HOW: Readonly<Record<DecodedField['representation'], string>> = {
  indexed: '',
  incremental: 'added to the table',
  'without-indexing': 'not added to the table',
  'never-indexed': 'never to be added to a table',
};

function entryWords(index: number): string {
  return index < FIRST_DYNAMIC ? `static entry ${index}` : `dynamic entry ${index}`;
}

/** How a block says a field (RFC 7541 §6): `static entry 2`, `name of static entry 1, value written out, added to the table`. */
export function representationWords(field: DecodedField): string {
  const { representation, index, huffmanName, huffmanValue } = field;
  if (representation === 'indexed') return entryWords(index);
  const name = index === 0 ? 'written out' : `name of ${entryWords(index)}, value written out`;
  const huffman = huffmanName || huffmanValue ? ' in Huffman code' : '';
  return `${name}${huffman}, ${HOW[representation]}`;
}

/** Which entries of the table before the block it pointed to, by their place in that table. */
function usedEntries(fields: readonly DecodedField[]): Set<number> {
  const used = new Set<number>();
  let added = 0;
  for (const { index, representation } of fields) {
    const place = index - FIRST_DYNAMIC - added;
    if (index >= FIRST_DYNAMIC && place >= 0) used.add(place);
    if (representation === 'incremental') added += 1;
  }
  return used;
}

function entriesOf(table: HeaderTableView, block: HeaderBlock): EntryLine[] {
  const used = usedEntries(block.fields);
  /* The oldest go first, so what was there before goes before what the block itself added. */
  const kept = table.before.length - Math.min(table.evicted.length, table.before.length);
  const added = table.after.length - kept;
  const lines: EntryLine[] = table.after.map(({ name, value, size }, at) => {
    const isNew = at < added;
    const before = isNew ? undefined : at - added;
    return {
      before: before === undefined ? undefined : FIRST_DYNAMIC + before,
      after: FIRST_DYNAMIC + at,
      name,
      value,
      size,
      fate: isNew ? 'added' : 'kept',
      used: before !== undefined && used.has(before),
    };
  });
  for (const [at, { name, value, size }] of table.before.entries()) {
    if (at < kept) continue;
    const before = FIRST_DYNAMIC + at;
    lines.push({ before, after: undefined, name, value, size, fate: 'evicted', used: used.has(at) });
  }
  return lines;
}

function detailOf(trace: Trace, row: number, number: number): BlockDetail | undefined {
  const table = headerTableAt(trace, row);
  const block = trace.headerBlocks.get(row);
  if (!table || !block) return undefined;
  const fields = block.fields.map((field) => ({
    name: field.name,
    value: field.value,
    how: representationWords(field),
    wireBytes: field.end - field.start,
    plainBytes: field.name.length + field.value.length,
  }));
  return { row, number, table, fields, entries: entriesOf(table, block) };
}

/** `41 blocks: 812 bytes on the wire stand for 9,140 bytes of names and values, 91 % less.` */
export function savingWords(blocks: number, wireBytes: number, plainBytes: number): string {
  if (blocks === 0) return 'No header block yet.';
  const share = plainBytes === 0 ? 0 : Math.round((1 - wireBytes / plainBytes) * 100);
  const saving = share >= 0 ? `${share} % less` : `${-share} % more`;
  return `${formatCount(blocks, 'block')}: ${formatNumber(wireBytes)} bytes on the wire stand for ${formatBytes(plainBytes)} of names and values, ${saving}.`;
}

/**
 * The header blocks of one direction of an HTTP/2 connection up to `now`, in a picture of `width` pixels, and one of them
 * whole: the one that the frame `selected` is part of, else the newest.
 */
export function layoutHeaderBlocks(
  trace: Trace,
  conn: number,
  direction: Direction,
  now: number,
  selected: number | undefined,
  width: number,
): HeaderBlocksLayout {
  const history = trace.headerBlocks.historiesOf(conn)[direction];
  const rows = history.rows;
  let known = sizes.get(history);
  if (!known) sizes.set(history, (known = new BlockSizes()));
  known.catchUp(trace, rows);
  const blocks = completeBy(trace, rows, now);
  const first = selected === undefined ? undefined : (trace.continuations.get(selected)?.first ?? selected);
  const found = first === undefined ? undefined : history.numberOf(first);
  const current = found !== undefined && found < blocks ? found : blocks - 1;

  const room = Math.max(1, Math.floor(width / (BAR_WIDTH + BAR_GAP)));
  const from = Math.max(0, Math.min(blocks - room, current - (room >> 1)));
  const to = Math.min(blocks, from + room);
  let wireBytes = 0;
  let plainBytes = 0;
  let most = 1;
  for (let at = 0; at < blocks; at++) {
    wireBytes += known.wire.get(at);
    plainBytes += known.plain.get(at);
    if (at >= from && at < to) most = Math.max(most, known.wire.get(at), known.plain.get(at));
  }
  const bars: BlockBar[] = [];
  for (let at = from; at < to; at++) {
    const plain = known.plain.get(at);
    const wire = known.wire.get(at);
    bars.push({
      row: rows.at(at) as number,
      x: (at - from) * (BAR_WIDTH + BAR_GAP),
      width: BAR_WIDTH,
      plainBytes: plain,
      wireBytes: wire,
      plainHeight: (plain / most) * BARS_HEIGHT,
      wireHeight: Math.max(1, (wire / most) * BARS_HEIGHT),
    });
  }
  return {
    blocks,
    firstShown: from + 1,
    bars,
    wireBytes,
    plainBytes,
    detail: blocks > 0 ? detailOf(trace, rows.at(current) as number, current + 1) : undefined,
    previous: current > 0 ? rows.at(current - 1) : undefined,
    next: current >= 0 && current + 1 < blocks ? rows.at(current + 1) : undefined,
    summary: savingWords(blocks, wireBytes, plainBytes),
  };
}
