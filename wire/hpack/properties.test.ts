import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from './decoder.ts';
import type { DecodedField, Representation } from './header-block.ts';
import { createHpackEncoder } from './encode.ts';
import { decodeHuffman, encodeHuffman, huffmanLength, HUFFMAN_OK } from './huffman.ts';
import { decodeInteger, encodeInteger, MAX_INTEGER } from './integer.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const latin1 = fc.uint8Array({ maxLength: 40 }).map((run) => String.fromCharCode(...run));
const representation = fc.constantFrom<Representation | undefined>(
  undefined,
  'incremental',
  'without-indexing',
  'never-indexed',
);
/* Few names and values, so that tables get hits. */
const name = fc.oneof(fc.constantFrom(':path', ':status', 'a', 'b', 'cookie'), latin1);
const value = fc.oneof(fc.constantFrom('/', '200', 'x'), latin1);
const field = fc.record({ name, value, representation }).map(({ representation, ...rest }) => ({
  ...rest,
  ...(representation && { representation }),
}));

describe('laws of HPACK', () => {
  test('an integer is read back as it was written, with any prefix', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_INTEGER }),
        fc.integer({ min: 1, max: 8 }),
        (number, prefixBits) => {
          const out: number[] = [];
          encodeInteger(out, 0, number, prefixBits);
          expect(decodeInteger(Uint8Array.from(out), 0, prefixBits)).toEqual({
            value: number,
            end: out.length,
          });
        },
      ),
    );
  });

  test('a string is read back as it was Huffman-coded', () => {
    fc.assert(
      fc.property(bytes, (run) => {
        const coded = encodeHuffman(run);
        expect(coded.length).toBe(huffmanLength(run));
        const decoded = decodeHuffman(coded);
        expect(decoded.status).toBe(HUFFMAN_OK);
        expect(decoded.bytes).toEqual(run);
      }),
    );
  });

  test('what an encoder writes, a decoder reads, block after block and across table sizes', () => {
    const block = fc.record({
      fields: fc.array(field, { maxLength: 12 }),
      resize: fc.option(fc.constantFrom(0, 33, 70, 300, 4096), { nil: undefined }),
    });
    const huffman = fc.constantFrom('shorter', 'always', 'never');
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), huffman, (blocks, choice) => {
        const encoder = createHpackEncoder({ huffman: choice });
        const decoder = createHpackDecoder();
        for (const { fields, resize } of blocks) {
          if (resize !== undefined) {
            encoder.setMaxTableSize(resize);
            decoder.setMaxTableSize(resize);
          }
          const decoded = decoder.decode(encoder.encode(fields));
          expect(decoded.diagnostics).toEqual([]);
          expect(decoded.fields.map(({ name, value }) => [name, value])).toEqual(
            fields.map(({ name, value }) => [name, value]),
          );
          for (const [at, { representation }] of fields.entries()) {
            if (representation) expect(decoded.fields[at]?.representation).toBe(representation);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('no bytes make the decoder throw, and its figures stay true', () => {
    const context = createHpackDecoder({ maxTableSize: 200 });
    fc.assert(
      fc.property(bytes, (run) => {
        const sizeBefore = context.tableSize;
        const block = context.decode(run);
        expect(block.tableSizeBefore).toBe(sizeBefore);
        expect(block.tableSizeAfter).toBe(context.tableSize);
        expect(context.tableSize).toBeLessThanOrEqual(block.maxTableSize);
        expect(context.table().reduce((sum, entry) => sum + entry.size, 0)).toBe(context.tableSize);
        if (!late(block)) {
          expect(block.tableEntriesAfter).toBe(
            block.tableEntriesBefore + added(block.fields, block.maxTableSize) - block.evicted.length,
          );
        }
        const failed = block.decodedLength < block.length;
        expect(block.diagnostics.some(({ severity }) => severity === 'error')).toBe(failed || late(block));
      }),
      { numRuns: 500 },
    );
  });
});

/** Entries that went into the table, when no size update stands between them. */
function added(fields: readonly DecodedField[], maxTableSize: number): number {
  return fields.filter(
    ({ representation, name, value }) =>
      representation === 'incremental' && name.length + value.length + 32 <= maxTableSize,
  ).length;
}

function late({ diagnostics }: { diagnostics: readonly { code: string }[] }): boolean {
  return diagnostics.some(({ code }) => code === 'hpack/size-update-late');
}
