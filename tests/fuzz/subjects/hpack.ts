import { createHpackDecoder, type HpackDecoder } from '../../../wire/hpack/decoder.ts';
import { createHpackEncoder, type FieldToEncode } from '../../../wire/hpack/encode.ts';
import { explainHeaderBlock, explainTableChange } from '../../../wire/hpack/explain.ts';
import type { HeaderBlock } from '../../../wire/hpack/header-block.ts';
import { decodeHuffman, encodeHuffman, HUFFMAN_OK, huffmanLength } from '../../../wire/hpack/huffman.ts';
import { decodeInteger, encodeInteger, MAX_INTEGER } from '../../../wire/hpack/integer.ts';
import type { Span } from '../../../wire/span.ts';
import { checkDiagnostics, checkSpans, law, same } from '../laws.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';

const WORDS = [
  [0x80],
  [0x82],
  [0xbe],
  [0xff, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0x20],
  [0x3f, 0xe1, 0x1f],
  [0x3f, 0xe2, 0x1f],
  [0x40, 0x01, 0x61, 0x01, 0x62],
  [0x41, 0x83, 0xff, 0xff, 0xff],
  [0x00, 0x81, 0xff],
  [0x10, 0x7f],
  [0x7e, 0x85, 0xff, 0xff, 0xff, 0xfc, 0x00],
].map((bytes) => Uint8Array.from(bytes));

const NAMES = [':path', ':status', ':method', 'cookie', 'a', 'x-b'];
const VALUES = ['/', '200', 'GET', '', 'x', 'session=1'];
const SIZES = [0, 32, 33, 70, 300, 4096, 8192];

function textOf(random: Random): string {
  return String.fromCharCode(...random.bytes(random.length(50)));
}

function fieldOf(random: Random): FieldToEncode {
  return {
    name: random.once(4) ? textOf(random) : random.pick(NAMES),
    value: random.once(3) ? textOf(random) : random.pick(VALUES),
    ...(random.once(3) && {
      representation: random.pick(['incremental', 'without-indexing', 'never-indexed', 'indexed'] as const),
    }),
  };
}

/** What holds for any block, well-formed or not. */
function checkBlock(decoder: HpackDecoder, bytes: Uint8Array, before: number, block: HeaderBlock): void {
  checkDiagnostics(block.diagnostics, 0, bytes.length);
  same(
    'The table is as large as its block says',
    [block.tableSizeBefore, block.tableSizeAfter],
    [before, decoder.tableSize],
  );
  const table = decoder.table();
  const sum = table.reduce((total, { size }) => total + size, 0);
  law(
    sum === decoder.tableSize && sum <= block.maxTableSize,
    'The table keeps its size',
    () => `${sum} bytes`,
  );
  law(table.length === block.tableEntriesAfter, 'The table has as many entries as the block says');
  const errors = block.diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code !== 'hpack/context-lost',
  );
  law(
    block.decodedLength === bytes.length || errors.length > 0,
    'A block that is not decoded to its end has an error',
    () => `${block.decodedLength} of ${bytes.length}`,
  );
  explainTableChange(block);
}

/** Spans tile the block, and tile each of two fragments it is cut into. */
function checkExplanation(random: Random, bytes: Uint8Array, block: HeaderBlock): void {
  const cut = random.below(bytes.length + 1);
  for (const [from, to] of [
    [0, bytes.length],
    [0, cut],
    [cut, bytes.length],
  ] as const) {
    if (from === to) continue;
    const children = explainHeaderBlock(bytes.subarray(from, to), 100 + from, block, from);
    const root = { start: 100 + from, end: 100 + to, field: 'block', children } as unknown as Span;
    checkSpans(root, 100 + from, 100 + to);
  }
}

function checkPrimitives(random: Random): void {
  const number = random.once(2)
    ? random.below(400)
    : Math.min(MAX_INTEGER, random.next() * 2 ** random.below(22));
  const prefixBits = 1 + random.below(8);
  const out: number[] = [];
  encodeInteger(out, 0, number, prefixBits);
  const read = decodeInteger(Uint8Array.from(out), 0, prefixBits);
  law(
    read.value === number && read.end === out.length,
    'An integer is decoded again',
    () => `${number} in ${prefixBits}`,
  );
  const run = random.bytes(random.length(40));
  const coded = encodeHuffman(run);
  law(coded.length === huffmanLength(run), 'A Huffman string is as long as was said');
  const decoded = decodeHuffman(coded);
  law(decoded.status === HUFFMAN_OK, 'A Huffman string is decoded again');
  same('A Huffman string is decoded again', decoded.bytes, run);
}

function faulty(random: Random, bytes: Uint8Array): Uint8Array {
  return random.once(4) ? random.bytes(random.below(60)) : mutate(random, bytes, WORDS);
}

const pairs = (fields: readonly { readonly name: string; readonly value: string }[]): string[][] =>
  fields.map(({ name, value }) => [name, value]);

/** Blocks of one connection, table sizes changing between them. Once one is faulty, only the laws for any bytes are left. */
export const hpack: Subject = {
  name: 'hpack',
  check(random, note) {
    checkPrimitives(random);
    const encoder = createHpackEncoder({ huffman: random.pick(['shorter', 'always', 'never']) });
    const isBounded = random.once(8);
    /* Two contexts for the same blocks: nothing that one remembers may shine through in the other. */
    const contexts = [1, 2].map(() => createHpackDecoder(isBounded ? { maxHeaderListSize: 100 } : {}));
    let isSound = !isBounded;
    for (let blocks = 1 + random.below(4); blocks > 0; blocks--) {
      if (random.once(3)) {
        const size = random.pick(SIZES);
        encoder.setMaxTableSize(size);
        for (const context of contexts) context.setMaxTableSize(size);
      }
      const fields = random.list(8, () => fieldOf(random));
      const encoded = encoder.encode(fields);
      const isFaulty = random.once(3);
      const bytes = isFaulty ? faulty(random, encoded) : encoded;
      isSound &&= !isFaulty;
      note(bytes);
      const [first, second] = contexts.map((context) => {
        const before = context.tableSize;
        const block = context.decode(bytes);
        checkBlock(context, bytes, before, block);
        return block;
      }) as [HeaderBlock, HeaderBlock];
      same('Two contexts decode the same', first, second);
      if (isSound) {
        same('What was encoded is decoded again', pairs(first.fields), pairs(fields));
        law(first.diagnostics.length === 0, 'What was encoded is without fault');
      }
      checkExplanation(random, bytes, first);
    }
  },
};
