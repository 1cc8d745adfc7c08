import { formatBytes, formatCount, formatNumber } from '../format.ts';
import type { DerivedSource, Span } from '../span.ts';
import { decodeLatin1 } from '../text.ts';
import type { DecodedField, HeaderBlock, SizeUpdate } from './header-block.ts';
import { HPACK_FIELDS, type HpackField } from './fields.ts';
import { decodeHuffman } from './huffman.ts';
import { HUFFMAN_CODES, HUFFMAN_LENGTHS } from './huffman-code.ts';
import { decodeInteger } from './integer.ts';
import { entrySize, STATIC_ENTRIES } from './static-table.ts';

/** A Huffman string's symbols get a span each up to this many. */
const MAX_SYMBOL_SPANS = 4096;
/** So many evicted entries are named; the rest is counted. */
const MAX_NAMED_EVICTIONS = 3;

type SpanDetails = Partial<Pick<Span, 'meaning' | 'bits' | 'children' | 'derived'>>;

function span(field: HpackField, start: number, end: number, value: string, details: SpanDetails = {}): Span {
  const { label, spec } = HPACK_FIELDS[field];
  return { field, label, start, end, value, meaning: '', spec, ...details };
}

/**
 * Spans of a header block, or of the fragment of it that one frame carries. They tile the fragment. What the bytes mean
 * comes from `block`, since it depends on all blocks before it.
 * `at` is where the fragment starts in its source, `blockOffset` where it starts in the whole block.
 */
export function explainHeaderBlock(
  fragment: Uint8Array,
  at: number,
  block: HeaderBlock,
  blockOffset = 0,
): Span[] {
  const blockEnd = blockOffset + fragment.length;
  const shift = at - blockOffset;
  const spans: Span[] = [];
  let reached = blockOffset;
  const fillTo = (end: number): void => {
    if (end <= reached) return;
    const value = formatBytes(end - reached);
    spans.push(span('hpack.not-decoded', reached + shift, end + shift, value));
    reached = end;
  };
  for (const part of [...block.sizeUpdates, ...block.fields].sort((a, b) => a.start - b.start)) {
    if (part.end <= blockOffset || part.start >= blockEnd) continue;
    fillTo(part.start);
    const whole = part.start >= blockOffset && part.end <= blockEnd;
    const bytes = whole ? fragment.subarray(part.start - blockOffset, part.end - blockOffset) : undefined;
    const start = Math.max(part.start, blockOffset);
    const end = Math.min(part.end, blockEnd);
    spans.push(explainPart(part, block, start + shift, end + shift, bytes));
    reached = end;
  }
  fillTo(blockEnd);
  return spans;
}

/** What a block did to the dynamic table, in one sentence: entries and bytes before and after, and what was evicted. */
export function explainTableChange(block: HeaderBlock): string {
  const before = `${formatCount(block.tableEntriesBefore, 'entry', 'entries')}, ${formatBytes(block.tableSizeBefore)}`;
  const after = `${formatCount(block.tableEntriesAfter, 'entry', 'entries')}, ${formatNumber(block.tableSizeAfter)} of at most ${formatBytes(block.maxTableSize)}`;
  const evicted = block.evicted.length;
  const gone = evicted === 0 ? '' : ` ${formatCount(evicted, 'entry was', 'entries were')} evicted.`;
  return `Dynamic table before: ${before}. After: ${after}.${gone}`;
}

/** `bytes` are those of the whole part; without them the part is cut by a frame boundary and gets no children. */
function explainPart(
  part: DecodedField | SizeUpdate,
  block: HeaderBlock,
  start: number,
  end: number,
  bytes: Uint8Array | undefined,
): Span {
  const evicted = describeEvictions(block, part.start);
  const cut = bytes ? '' : 'Only a part of it stands in this frame. ';
  if ('maxSize' in part) {
    const meaning = `${cut}The dynamic table may now hold ${formatBytes(part.maxSize)}.${evicted}`;
    const children = bytes && integerSpans('hpack.max-size', bytes, start, 0, 5, '').spans;
    return span('hpack.size-update', start, end, formatNumber(part.maxSize), {
      meaning,
      ...(children && { children }),
    });
  }
  const children = bytes && fieldSpans(part, bytes, start);
  return span(`hpack.${part.representation}`, start, end, `${part.name}: ${part.value}`, {
    meaning: `${cut}${describeField(part, block.maxTableSize)}${evicted}`,
    ...(children && { children }),
  });
}

function describeField({ representation, name, value, index }: DecodedField, maxTableSize: number): string {
  const size = entrySize(name, value);
  switch (representation) {
    case 'indexed':
      return `Entry ${index} of the ${tableName(index)} table, name and value.`;
    case 'incremental':
      return size > maxTableSize
        ? `Larger than the whole dynamic table (${formatNumber(size)} bytes), so adding it only empties the table.`
        : `Added to the dynamic table as entry ${STATIC_ENTRIES + 1}; it takes ${formatBytes(size)} there.`;
    case 'without-indexing':
      return 'Not added to the dynamic table.';
    case 'never-indexed':
      return 'Not added to a table here or on any later hop.';
  }
}

function tableName(index: number): string {
  return index <= STATIC_ENTRIES ? 'static' : 'dynamic';
}

function describeEvictions(block: HeaderBlock, by: number): string {
  const entries = block.evicted.filter((entry) => entry.by === by);
  if (entries.length === 0) return '';
  const named = entries.slice(0, MAX_NAMED_EVICTIONS).map(({ name, size }) => `${name} (${size})`);
  const more = entries.length - named.length;
  return ` Evicted to make room: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

function fieldSpans(field: DecodedField, bytes: Uint8Array, at: number): Span[] {
  const { representation, index, name } = field;
  if (representation === 'indexed') {
    return integerSpans('hpack.index', bytes, at, 0, 7, `Entry ${index} of the ${tableName(index)} table.`)
      .spans;
  }
  const prefixBits = representation === 'incremental' ? 6 : 4;
  const meaning =
    index === 0
      ? 'No index: the name is written out.'
      : `The name is that of entry ${index} of the ${tableName(index)} table: ${name}.`;
  const { spans, end } = integerSpans('hpack.index', bytes, at, 0, prefixBits, meaning);
  let reached = end;
  if (index === 0) {
    const nameSpan = stringSpan('hpack.name', bytes, at, reached);
    spans.push(nameSpan);
    reached = nameSpan.end - at;
  }
  spans.push(stringSpan('hpack.value', bytes, at, reached));
  return spans;
}

/**
 * An integer and the bits before its prefix, step by step (RFC 7541 §5.1): pattern or H bit, prefix, then each further
 * byte. `from` counts from the first of `bytes`, which stands at `at` in the source.
 */
function integerSpans(
  field: 'hpack.index' | 'hpack.max-size' | 'hpack.string-length',
  bytes: Uint8Array,
  at: number,
  from: number,
  prefixBits: number,
  meaning: string,
): { spans: Span[]; end: number } {
  const first = bytes[from] as number;
  const full = (1 << prefixBits) - 1;
  const { value, end } = decodeInteger(bytes, from, prefixBits);
  const isString = field === 'hpack.string-length';
  const huffman = isString && first >= 0x80;
  const pattern = (first >> prefixBits).toString(2).padStart(8 - prefixBits, '0');
  const inPrefix = first & full;
  const sum = `Together ${formatNumber(value)}. ${meaning}`.trim();
  const spans = [
    span(isString ? 'hpack.huffman-flag' : 'hpack.pattern', at + from, at + from + 1, pattern, {
      bits: 0xff & ~full,
      meaning: isString ? (huffman ? 'Huffman-coded.' : 'The bytes as they are.') : '',
    }),
    span(field, at + from, at + from + 1, formatNumber(inPrefix), {
      bits: full,
      meaning:
        inPrefix < full ? meaning : `All ${prefixBits} bits are ones: ${full}, and more to add follows.`,
    }),
  ];
  for (let position = from + 1; position < end; position++) {
    const byte = bytes[position] as number;
    const more = byte >= 0x80;
    const weight = 128 ** (position - from - 1);
    const start = at + position;
    spans.push(
      span('hpack.integer-continuation', start, start + 1, `+ ${byte & 0x7f} × ${formatNumber(weight)}`, {
        meaning: more ? '' : sum,
        children: [
          span('hpack.continuation-flag', start, start + 1, more ? '1' : '0', { bits: 0x80 }),
          span('hpack.continuation-value', start, start + 1, String(byte & 0x7f), { bits: 0x7f }),
        ],
      }),
    );
  }
  return { spans, end };
}

function stringSpan(field: 'hpack.name' | 'hpack.value', bytes: Uint8Array, at: number, from: number): Span {
  const huffman = (bytes[from] as number) >= 0x80;
  const { value: length, end } = decodeInteger(bytes, from, 7);
  const children = integerSpans('hpack.string-length', bytes, at, from, 7, `${formatBytes(length)}.`).spans;
  const data = bytes.subarray(end, end + length);
  const derived = huffman ? huffmanSource(data) : undefined;
  const text = JSON.stringify(decodeLatin1(derived?.bytes ?? data));
  if (length > 0) {
    children.push(
      span('hpack.string-data', at + end, at + end + length, text, {
        meaning: derived ? `${formatBytes(length)} here, ${derived.bytes.length} once decoded.` : '',
        ...(derived && { derived }),
      }),
    );
  }
  return span(field, at + from, at + end + length, text, { children });
}

/** The decoded string. The spans of its symbols are made when someone looks at them. */
function huffmanSource(data: Uint8Array): DerivedSource {
  const { bytes } = decodeHuffman(data);
  return {
    kind: 'huffman-decoded',
    bytes,
    get spans() {
      return symbolSpans(bytes);
    },
  };
}

/** Each symbol with the bits that stand for it. */
function symbolSpans(bytes: Uint8Array): Span[] {
  const spans = Array.from(bytes.subarray(0, MAX_SYMBOL_SPANS), (symbol, at) => {
    const length = HUFFMAN_LENGTHS[symbol] as number;
    const code = (HUFFMAN_CODES[symbol] as number).toString(2).padStart(length, '0');
    return span('hpack.huffman-symbol', at, at + 1, JSON.stringify(String.fromCharCode(symbol)), {
      meaning: `${code}, ${length} bits.`,
    });
  });
  if (bytes.length > MAX_SYMBOL_SPANS) {
    const rest = bytes.length - MAX_SYMBOL_SPANS;
    spans.push(span('hpack.string-data', MAX_SYMBOL_SPANS, bytes.length, formatBytes(rest)));
  }
  return spans;
}
