/* The examples of RFC 7541 Appendix C, all of them. */
import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from './decoder.ts';
import type { DecodedField } from './header-block.ts';
import { createHpackEncoder, type HuffmanChoice } from './encode.ts';
import { decodeInteger, encodeInteger } from './integer.ts';

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const toHex = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('hex');
const lines = (fields: readonly DecodedField[]) => fields.map(({ name, value }) => `${name}: ${value}`);

describe('RFC 7541 Appendix C.1, integers', () => {
  test.each([
    ['C.1.1', 10, 5, '0a'],
    ['C.1.2', 1337, 5, '1f9a0a'],
    ['C.1.3', 42, 8, '2a'],
  ])('%s: %i with a %i-bit prefix', (_section, value, prefixBits, hex) => {
    const bytes = fromHex(hex);
    expect(decodeInteger(bytes, 0, prefixBits)).toEqual({ value, end: bytes.length });
    const out: number[] = [];
    encodeInteger(out, 0, value, prefixBits);
    expect(toHex(out)).toBe(hex);
  });
});

describe('RFC 7541 Appendix C.2, representations', () => {
  test.each([
    [
      'C.2.1',
      '400a637573746f6d2d6b65790d637573746f6d2d686561646572',
      'custom-key: custom-header',
      'incremental',
      55,
    ],
    ['C.2.2', '040c2f73616d706c652f70617468', ':path: /sample/path', 'without-indexing', 0],
    ['C.2.3', '100870617373776f726406736563726574', 'password: secret', 'never-indexed', 0],
    ['C.2.4', '82', ':method: GET', 'indexed', 0],
  ] as const)('%s is read and written', (_section, hex, line, representation, tableSize) => {
    const decoder = createHpackDecoder();
    const { fields, diagnostics } = decoder.decode(fromHex(hex));
    expect([lines(fields), fields[0]?.representation, decoder.tableSize, diagnostics]).toEqual([
      [line],
      representation,
      tableSize,
      [],
    ]);
    const encoder = createHpackEncoder({ huffman: 'never' });
    expect(toHex(encoder.encode(fields))).toBe(hex);
  });
});

interface Exchange {
  readonly hex: string;
  readonly fields: readonly string[];
  /** The dynamic table after it, newest first, and its size. */
  readonly table: readonly string[];
  readonly size: number;
}

const REQUESTS: readonly Omit<Exchange, 'hex'>[] = [
  {
    fields: [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
    table: [':authority: www.example.com'],
    size: 57,
  },
  {
    fields: [
      ':method: GET',
      ':scheme: http',
      ':path: /',
      ':authority: www.example.com',
      'cache-control: no-cache',
    ],
    table: ['cache-control: no-cache', ':authority: www.example.com'],
    size: 110,
  },
  {
    fields: [
      ':method: GET',
      ':scheme: https',
      ':path: /index.html',
      ':authority: www.example.com',
      'custom-key: custom-value',
    ],
    table: ['custom-key: custom-value', 'cache-control: no-cache', ':authority: www.example.com'],
    size: 164,
  },
];

const COOKIE = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
const RESPONSES: readonly Omit<Exchange, 'hex'>[] = [
  {
    fields: [
      ':status: 302',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ],
    table: [
      'location: https://www.example.com',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'cache-control: private',
      ':status: 302',
    ],
    size: 222,
  },
  {
    fields: [
      ':status: 307',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ],
    table: [
      ':status: 307',
      'location: https://www.example.com',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'cache-control: private',
    ],
    size: 222,
  },
  {
    fields: [
      ':status: 200',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:22 GMT',
      'location: https://www.example.com',
      'content-encoding: gzip',
      COOKIE,
    ],
    table: [COOKIE, 'content-encoding: gzip', 'date: Mon, 21 Oct 2013 20:13:22 GMT'],
    size: 215,
  },
];

const CONTEXTS: readonly {
  section: string;
  huffman: HuffmanChoice;
  tableSize: number;
  exchanges: readonly Omit<Exchange, 'hex'>[];
  hex: readonly string[];
}[] = [
  {
    section: 'C.3, requests without Huffman coding',
    huffman: 'never',
    tableSize: 4096,
    exchanges: REQUESTS,
    hex: [
      '828684410f7777772e6578616d706c652e636f6d',
      '828684be58086e6f2d6361636865',
      '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
    ],
  },
  {
    section: 'C.4, requests with Huffman coding',
    huffman: 'always',
    tableSize: 4096,
    exchanges: REQUESTS,
    hex: [
      '828684418cf1e3c2e5f23a6ba0ab90f4ff',
      '828684be5886a8eb10649cbf',
      '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
    ],
  },
  {
    section: 'C.5, responses without Huffman coding',
    huffman: 'never',
    tableSize: 256,
    exchanges: RESPONSES,
    hex: [
      '4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54' +
        '6e1768747470733a2f2f7777772e6578616d706c652e636f6d',
      '4803333037c1c0bf',
      '88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d' +
        '4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31',
    ],
  },
  {
    section: 'C.6, responses with Huffman coding',
    huffman: 'always',
    tableSize: 256,
    exchanges: RESPONSES,
    hex: [
      '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
      '4883640effc1c0bf',
      '88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960' +
        'd5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
    ],
  },
];

describe.each(CONTEXTS)('RFC 7541 Appendix $section', ({ huffman, tableSize, exchanges, hex }) => {
  test('decodes block by block to the fields and tables the specification lists', () => {
    const decoder = createHpackDecoder({ maxTableSize: tableSize });
    for (const [at, { fields, table, size }] of exchanges.entries()) {
      const block = decoder.decode(fromHex(hex[at] as string));
      expect(lines(block.fields)).toEqual(fields);
      expect(decoder.table().map(({ name, value }) => `${name}: ${value}`)).toEqual(table);
      expect([block.tableSizeAfter, decoder.tableSize, block.diagnostics]).toEqual([size, size, []]);
    }
  });

  test('is what the encoder writes for the same fields', () => {
    const encoder = createHpackEncoder({ maxTableSize: tableSize, huffman });
    for (const [at, { fields }] of exchanges.entries()) {
      const list = fields.map((line) => {
        const split = line.indexOf(': ', 1);
        return { name: line.slice(0, split), value: line.slice(split + 2) };
      });
      /* The specification leaves out the update that announces a table of 256 bytes. */
      const update = at === 0 && tableSize !== 4096 ? '3fe101' : '';
      expect(toHex(encoder.encode(list))).toBe(update + hex[at]);
    }
  });
});
