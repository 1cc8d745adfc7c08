import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from '../../wire/hpack/decoder.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeContinuation, encodeData, encodeHeaders } from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import type { TableEntry } from '../../wire/hpack/static-table.ts';
import type { Trace } from '../trace.ts';
import { headerTableAt } from './header-table.ts';
import { Conversation } from './testing.ts';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const lines = (entries: readonly TableEntry[] = []): string[] =>
  entries.map(({ name, value }) => `${name}: ${value}`);

/** Rows of the header blocks that the server sent. */
function blocksOf(trace: Trace): number[] {
  return [...trace.headerBlocks.keys()].filter((row) => trace.frames.direction(row) === 'server-to-client');
}

/** A connection whose client allows a table of 256 bytes, as RFC 7541 Appendix C.5 and C.6 assume. */
function answer(blocks: readonly Uint8Array[], tableSize = 256): Trace {
  const talk = new Conversation([{ id: SETTINGS.HEADER_TABLE_SIZE, value: tableSize }]);
  for (const [at, block] of blocks.entries()) {
    talk.request(2 * at + 1).server(encodeHeaders(2 * at + 1, block, { endStream: true }));
  }
  return talk.trace();
}

/* The specification leaves out the update that announces 256 bytes. */
const UPDATE = '3fe101';
const RESPONSES = {
  'C.5': [
    `${UPDATE}4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54` +
      '6e1768747470733a2f2f7777772e6578616d706c652e636f6d',
    '4803333037c1c0bf',
    '88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d' +
      '4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31',
  ],
  'C.6': [
    `${UPDATE}488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3`,
    '4883640effc1c0bf',
    '88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960' +
      'd5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
  ],
};

const FIRST = [
  'location: https://www.example.com',
  'date: Mon, 21 Oct 2013 20:13:21 GMT',
  'cache-control: private',
  ':status: 302',
];
const SECOND = [':status: 307', ...FIRST.slice(0, 3)];
const THIRD = [
  'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  'content-encoding: gzip',
  'date: Mon, 21 Oct 2013 20:13:22 GMT',
];

describe.each(Object.entries(RESPONSES))('RFC 7541 Appendix %s over time', (section, hex) => {
  const trace = answer(hex.map(fromHex));
  const [first, second, third] = blocksOf(trace).map((row) => headerTableAt(trace, row));

  test('has the tables of the specification before and after each block', () => {
    expect([lines(first?.before), lines(first?.after)]).toEqual([[], FIRST]);
    expect([lines(second?.before), lines(second?.after)]).toEqual([FIRST, SECOND]);
    expect([lines(third?.before), lines(third?.after)]).toEqual([SECOND, THIRD]);
  });

  test('has its evictions, oldest first, and its sizes', () => {
    expect(lines(first?.evicted)).toEqual([]);
    expect(lines(second?.evicted)).toEqual([':status: 302']);
    expect(lines(third?.evicted)).toEqual([
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
      ':status: 307',
    ]);
    expect([first, second, third].map((view) => [view?.sizeBefore, view?.sizeAfter, view?.maxSize])).toEqual([
      [0, 222, 256],
      [222, 222, 256],
      [222, 215, 256],
    ]);
    expect([first, second, third].every((view) => view?.exact)).toBe(true);
  });

  test('counts what was saved against the bytes of names and values', () => {
    const wire = hex.map((block) => block.length / 2);
    const plain = [94, 94, 180];
    expect([first, second, third].map((view) => view?.wireBytes)).toEqual(wire);
    expect(
      [first, second, third].map((view) => view?.plainBytes),
      section,
    ).toEqual(plain);
    expect(second?.savedBytes).toBe(94 - 8);
  });
});

describe('the header table at a row', () => {
  test('is that of the whole block for a CONTINUATION, and for no other row', () => {
    const block = createHpackEncoder().encode([
      { name: ':status', value: '200' },
      { name: 'a', value: 'b' },
    ]);
    const trace = new Conversation()
      .request(1)
      .server(encodeHeaders(1, block.subarray(0, 2), { endHeaders: false }))
      .server(encodeContinuation(1, block.subarray(2)))
      .server(encodeData(1, new Uint8Array(1)))
      .trace();
    const last = trace.frames.length - 1;
    expect(lines(headerTableAt(trace, last - 1)?.after)).toEqual(['a: b']);
    expect(headerTableAt(trace, last - 2)).toEqual(headerTableAt(trace, last - 1));
    expect(headerTableAt(trace, last)).toBeUndefined();
    expect(headerTableAt(trace, 0)).toBeUndefined();
  });

  test('is found also for a block that was still open when somebody looked', () => {
    const block = createHpackEncoder().encode([{ name: ':status', value: '999' }]);
    const talk = new Conversation().request(1).respond(1).request(3);
    const trace = talk.trace();
    const seen = blocksOf(trace)[0] as number;
    headerTableAt(trace, seen);
    const chunk = (bytes: Uint8Array, t: number) => {
      trace.apply({ type: 'chunk', t, conn: 1, direction: 'server-to-client', bytes });
    };
    chunk(encodeHeaders(3, block.subarray(0, 1), { endHeaders: false }), 100);
    headerTableAt(trace, seen);
    chunk(encodeContinuation(3, block.subarray(1)), 101);
    expect(lines(headerTableAt(trace, blocksOf(trace)[1] as number)?.after)).toEqual([':status: 999']);
  });

  test('is not exact after a block that could not be decoded', () => {
    const trace = answer([Uint8Array.of(0x88, 0xff, 0xff), Uint8Array.of(0x88)], 4096);
    expect(blocksOf(trace).map((row) => headerTableAt(trace, row)?.exact)).toEqual([false, false]);
  });

  const field = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    value: fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 60 }),
    representation: fc.constantFrom('incremental' as const, 'without-indexing' as const, 'indexed' as const),
  });
  const step = fc.record({
    fields: fc.array(field, { maxLength: 6 }),
    resize: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
  });

  test('is the table of the decoder at every block, in whatever order blocks are looked at', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (steps, picks) => {
          const encoder = createHpackEncoder();
          const blocks = steps.map(({ fields, resize }) => {
            if (resize !== undefined) encoder.setMaxTableSize(resize);
            return encoder.encode([{ name: ':status', value: '200' }, ...fields]);
          });
          const trace = answer(blocks, 4096);
          const decoder = createHpackDecoder();
          const tables: (readonly TableEntry[])[] = [[]];
          for (const block of blocks) {
            decoder.decode(block);
            tables.push(decoder.table());
          }
          const rows = blocksOf(trace);
          for (let look = 0; look < 10; look++) {
            const at = (picks.next().value as number) % rows.length;
            const view = headerTableAt(trace, rows[at] as number);
            expect([view?.before, view?.after, view?.exact]).toEqual([tables[at], tables[at + 1], true]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is right beyond every kept table, however many blocks there are', () => {
    const encoder = createHpackEncoder();
    const blocks = Array.from({ length: 11_000 }, (_, n) =>
      encoder.encode([
        { name: ':status', value: '200' },
        { name: 'n', value: String(n) },
      ]),
    );
    const trace = answer(blocks, 4096);
    const rows = blocksOf(trace);
    for (const at of [10_999, 0, 63, 64, 127, 128, 8_192, 6_345, 10_998]) {
      const view = headerTableAt(trace, rows[at] as number);
      expect(view?.after[0]).toMatchObject({ name: 'n', value: String(at) });
      expect(view?.exact).toBe(true);
    }
  });
});
