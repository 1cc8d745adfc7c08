import type { Span } from '../../../wire/span.ts';

/** One line of the field list: a span, how deep it lies, and its number in reading order. */
export interface FieldRow {
  readonly id: number;
  readonly span: Span;
  readonly depth: number;
  /** The row it lies in; undefined at the top. */
  readonly parent: number | undefined;
  /** The last row that lies inside it; its own number for a leaf. */
  readonly lastInside: number;
}

/** The span tree in reading order. The root, which is the frame itself, is left out when it has children. */
export function listFields(root: Span): FieldRow[] {
  const rows: FieldRow[] = [];
  const add = (span: Span, depth: number, parent: number | undefined): void => {
    const id = rows.length;
    rows.push({ id, span, depth, parent, lastInside: id });
    for (const child of span.children ?? []) add(child, depth + 1, id);
    rows[id] = { id, span, depth, parent, lastInside: rows.length - 1 };
  };
  if (root.children?.length) for (const child of root.children) add(child, 0, undefined);
  else add(root, 0, undefined);
  return rows;
}

/** Number of the tint that a byte gets; bytes of one field share it, neighbours differ. */
export const TINTS = 6;

/**
 * For each byte of a frame, the first leaf of the field list that covers it; -1 where none does. Bit fields share their
 * bytes, so more than one leaf can cover a byte: the first stands for all of them. `start`: the offset of byte 0.
 */
export function leafOfByte(rows: readonly FieldRow[], start: number, length: number): Int32Array {
  const leaves = new Int32Array(length).fill(-1);
  for (const { id, span, lastInside } of rows) {
    if (lastInside !== id) continue;
    const end = Math.min(span.end - start, length);
    for (let at = Math.max(0, span.start - start); at < end; at++) if (leaves[at] === -1) leaves[at] = id;
  }
  return leaves;
}

/** For each row, its tint: counts up from leaf to leaf, fields that share bytes share the tint, groups take their first. */
export function tintsOf(rows: readonly FieldRow[]): Uint8Array {
  const tints = new Uint8Array(rows.length);
  let tint = -1;
  let before: Span | undefined;
  for (const { id, span, lastInside } of rows) {
    if (lastInside !== id) continue;
    const shares = before !== undefined && span.start < before.end;
    if (!shares) tint = (tint + 1) % TINTS;
    tints[id] = Math.max(0, tint);
    before = span;
  }
  for (const { id, lastInside } of rows.toReversed()) {
    if (lastInside !== id) tints[id] = tints[id + 1] as number;
  }
  return tints;
}

/** The value of a field's bits. `bytes` are the frame's own, `start` the offset of byte 0. At most four bytes wide. */
function bitsOf(span: Span, bytes: Uint8Array, start: number): string {
  const width = (span.end - span.start) * 8;
  let whole = '';
  for (let at = span.start - start; at < span.end - start; at++) {
    whole += (bytes[at] ?? 0).toString(2).padStart(8, '0');
  }
  const mask = span.bits === undefined ? undefined : (span.bits >>> 0).toString(2).padStart(width, '0');
  return mask === undefined ? whole : Array.from(whole, (bit, i) => (mask[i] === '1' ? bit : '')).join('');
}

/** One box of the bit diagram. */
export interface BitCell {
  readonly row: number;
  readonly label: string;
  /** The bits when they are few, else the bytes in hexadecimal. */
  readonly text: string;
  /** How many bits wide the field is. */
  readonly bits: number;
}

const MOST_BITS_SHOWN = 8;
/** Wider fields are payload, not header, and are left to the hex view. */
const WIDEST_CELL_BYTES = 8;

/** The header of an HTTP/2 or WebSocket frame as boxes of bits; empty for text protocols. */
export function bitCells(
  rows: readonly FieldRow[],
  bytes: Uint8Array,
  start: number,
  headerEnd: number,
): BitCell[] {
  const cells: BitCell[] = [];
  for (const { id, span, lastInside } of rows) {
    const isLeaf = lastInside === id;
    if (!isLeaf || span.start >= headerEnd || span.end - span.start > WIDEST_CELL_BYTES) continue;
    const binary = bitsOf(span, bytes, start);
    const text =
      span.bits !== undefined && binary.length <= MOST_BITS_SHOWN
        ? binary
        : toHex(bytes.subarray(span.start - start, span.end - start));
    cells.push({ row: id, label: span.label, text, bits: binary.length });
  }
  return cells;
}

/** Bytes as pairs of hexadecimal digits with spaces between them. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** A byte as the character it is in ASCII; a middle dot where it has no picture. */
export function toAscii(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

/** Bytes of one line that look alike: those of one field, marked or not. */
export interface ByteRun {
  readonly from: number;
  readonly hex: string;
  readonly ascii: string;
  /** The row of their field; -1 for none. */
  readonly leaf: number;
  readonly isActive: boolean;
  /** Whether the next run of the line has bytes of the same field. */
  readonly joins: boolean;
}

/** The runs of one line: the bytes from `from` up to `to`. `isActive` says which bytes are marked. */
export function byteRuns(
  bytes: Uint8Array,
  { from, to }: { from: number; to: number },
  leaves: Int32Array,
  isActive: (at: number) => boolean,
): ByteRun[] {
  const runs: ByteRun[] = [];
  for (let start = from; start < to;) {
    const leaf = leaves[start] ?? -1;
    const active = isActive(start);
    let end = start + 1;
    while (end < to && leaves[end] === leaf && isActive(end) === active) end++;
    const own = Array.from(bytes.subarray(start, end));
    runs.push({
      from: start,
      hex: own.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      ascii: own.map(toAscii).join(''),
      leaf,
      isActive: active,
      joins: end < to && leaf >= 0 && leaves[end] === leaf,
    });
    start = end;
  }
  return runs;
}
