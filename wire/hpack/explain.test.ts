import { describe, expect, test } from 'vitest';
import type { Span } from '../span.ts';
import { spanFaults } from '../span-laws.ts';
import { createHpackDecoder } from './decoder.ts';
import { explainHeaderBlock, explainTableChange } from './explain.ts';

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** A span tree as lines: range, bits, label, value, meaning. */
function lines(spans: readonly Span[], indent = ''): string[] {
  return spans.flatMap((span) => {
    const bits = span.bits === undefined ? '' : `/${span.bits.toString(2)}`;
    const meaning = span.meaning && ` (${span.meaning})`;
    return [
      `${indent}${span.start}-${span.end}${bits} ${span.label} ${span.value}${meaning}`,
      ...lines(span.children ?? [], `${indent}  `),
    ];
  });
}

function explain(hex: string, options: { maxTableSize?: number; before?: string } = {}) {
  const decoder = createHpackDecoder(options);
  if (options.before) decoder.decode(fromHex(options.before));
  const bytes = fromHex(hex);
  const block = decoder.decode(bytes);
  return { block, spans: explainHeaderBlock(bytes, 100, block) };
}

describe('a header block is explained', () => {
  test('an index in its bits, with the entry it names', () => {
    expect(lines(explain('82').spans)).toEqual([
      '100-101 Indexed Header Field :method: GET (Entry 2 of the static table, name and value.)',
      '  100-101/10000000 Pattern 1',
      '  100-101/1111111 Index 2 (Entry 2 of the static table.)',
    ]);
  });

  test('a literal with its strings, and what it adds to the table', () => {
    expect(lines(explain('40 01 61 02 6263').spans)).toEqual([
      '100-106 Literal Header Field with Incremental Indexing a: bc (Added to the dynamic table as entry 62; it takes 35 bytes there.)',
      '  100-101/11000000 Pattern 01',
      '  100-101/111111 Index 0 (No index: the name is written out.)',
      '  101-103 Name String "a"',
      '    101-102/10000000 H 0 (The bytes as they are.)',
      '    101-102/1111111 String Length 1 (1 byte.)',
      '    102-103 String Data "a"',
      '  103-106 Value String "bc"',
      '    103-104/10000000 H 0 (The bytes as they are.)',
      '    103-104/1111111 String Length 2 (2 bytes.)',
      '    104-106 String Data "bc"',
    ]);
  });

  test('an integer beyond its prefix step by step, as in RFC 7541 Appendix C.1.2', () => {
    expect(lines(explain('3f 9a 0a').spans)).toEqual([
      '100-103 Dynamic Table Size Update 1,337 (The dynamic table may now hold 1,337 bytes.)',
      '  100-101/11100000 Pattern 001',
      '  100-101/11111 Max size 31 (All 5 bits are ones: 31, and more to add follows.)',
      '  101-102 Integer, continued + 26 × 1',
      '    101-102/10000000 More 1',
      '    101-102/1111111 Seven bits 26',
      '  102-103 Integer, continued + 10 × 128 (Together 1,337.)',
      '    102-103/10000000 More 0',
      '    102-103/1111111 Seven bits 10',
    ]);
  });

  test('a Huffman string with the bits of each symbol', () => {
    const { spans } = explain('00 01 61 82 6402');
    const data = spans[0]?.children?.at(-1)?.children?.at(-1);
    expect(data).toMatchObject({
      label: 'String Data',
      value: '"302"',
      meaning: '2 bytes here, 3 once decoded.',
    });
    expect(data?.derived).toMatchObject({ kind: 'huffman-decoded', bytes: fromHex('333032') });
    expect(lines(data?.derived?.spans ?? [])).toEqual([
      '0-1 Symbol "3" (011001, 6 bits.)',
      '1-2 Symbol "0" (00000, 5 bits.)',
      '2-3 Symbol "2" (00010, 5 bits.)',
    ]);
  });

  test('with the entries that a new one drives out, by name and size', () => {
    const { block, spans } = explain('40 01 62 01 32', { maxTableSize: 40, before: '4001610131' });
    expect(spans[0]?.meaning).toBe(
      'Added to the dynamic table as entry 62; it takes 34 bytes there. Evicted to make room: a (34).',
    );
    expect(explainTableChange(block)).toBe(
      'Dynamic table before: 1 entry, 34 bytes. After: 1 entry, 34 of at most 40 bytes. 1 entry was evicted.',
    );
  });

  test('a literal larger than the table as one that only empties it', () => {
    const { spans } = explain('40 01 62 01 32', { maxTableSize: 33, before: '' });
    expect(spans[0]?.meaning).toBe(
      'Larger than the whole dynamic table (34 bytes), so adding it only empties the table.',
    );
  });

  test('a never-indexed literal as one that no hop may index', () => {
    expect(explain('10 01 61 00').spans[0]?.meaning).toBe('Not added to a table here or on any later hop.');
  });

  test('up to the first error, and the rest as not decoded', () => {
    expect(lines(explain('82 80 8486').spans).map((line) => line.split(' (')[0])).toEqual([
      '100-101 Indexed Header Field :method: GET',
      '  100-101/10000000 Pattern 1',
      '  100-101/1111111 Index 2',
      '101-104 Not decoded 3 bytes',
    ]);
  });

  test('in two fragments, of which each shows its part of a field that the boundary cuts', () => {
    const bytes = fromHex('82 40 01 61 02 6263 84');
    const block = createHpackDecoder().decode(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const first = explainHeaderBlock(bytes.subarray(0, cut), 10, block, 0);
      const second = explainHeaderBlock(bytes.subarray(cut), 50, block, cut);
      const root = (start: number, end: number, children: Span[]): Span => ({
        ...({ field: 'x', label: '', value: '', meaning: '', spec: 'RFC 7541' } as const),
        start,
        end,
        children,
      });
      expect(spanFaults(root(10, 10 + cut, first))).toEqual([]);
      expect(spanFaults(root(50, 50 + bytes.length - cut, second))).toEqual([]);
      if (cut < 2 || cut > 6) continue;
      for (const part of [first.at(-1), second[0]]) {
        expect(part?.value).toBe('a: bc');
        expect(part?.meaning).toContain('Only a part of it stands in this frame.');
        expect(part?.children).toBeUndefined();
      }
    }
  });
});
