import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHpackDecoder, type HeaderBlock } from '../../wire/hpack/decoder.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import {
  encodeContinuation,
  encodeHeaders,
  encodeSettings,
  encodeSettingsAck,
} from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import type { Trace } from '../trace.ts';
import { Conversation } from './testing.ts';

const rowsOf = (trace: Trace): number[] =>
  [...trace.headerBlocks.keys()].filter((row) => trace.frames.direction(row) === 'server-to-client');

/** More blocks than are kept ready, over several kept contexts, some in two frames. */
const BLOCKS = 700;

function manyBlocks(): { readonly trace: Trace; readonly expected: readonly HeaderBlock[] } {
  const encoder = createHpackEncoder();
  const decoder = createHpackDecoder();
  const talk = new Conversation();
  const expected = Array.from({ length: BLOCKS }, (_, n) => {
    if (n === 200) {
      /* Smaller and larger again before the next block: the sender owes a size update (RFC 7541 §4.2). */
      for (const value of [64, 1024]) {
        talk.client(encodeSettings([{ id: SETTINGS.HEADER_TABLE_SIZE, value }])).server(encodeSettingsAck());
        decoder.setMaxTableSize(value);
      }
    }
    const block = encoder.encode([
      { name: ':status', value: '200' },
      { name: 'n', value: String(n % 90) },
    ]);
    const stream = 2 * n + 1;
    talk.request(stream);
    if (n % 3 === 0) {
      talk.server(encodeHeaders(stream, block.subarray(0, 1), { endHeaders: false, endStream: true }));
      talk.server(encodeContinuation(stream, block.subarray(1)));
    } else talk.server(encodeHeaders(stream, block, { endStream: true }));
    return decoder.decode(block);
  });
  return { trace: talk.trace(), expected };
}

describe('header blocks of a recording', () => {
  const { trace, expected } = manyBlocks();
  const rows = rowsOf(trace);

  test('are decoded again as they were at first, in whatever order they are asked for', () => {
    expect(rows).toHaveLength(BLOCKS);
    expect(expected.some(({ diagnostics }) => diagnostics.length > 0)).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.nat(BLOCKS - 1), { minLength: 1, maxLength: 12 }), (picks) => {
        for (const at of picks) expect(trace.headerBlocks.get(rows[at] as number)).toEqual(expected[at]);
      }),
      { numRuns: 30 },
    );
  });

  test('are those of HEADERS and PUSH_PROMISE rows alone', () => {
    const continuation = [...trace.continuations.keys()][0] as number;
    for (const row of [0, continuation, trace.frames.length]) {
      expect([trace.headerBlocks.has(row), trace.headerBlocks.get(row)]).toEqual([false, undefined]);
    }
    expect(rows.every((row) => trace.headerBlocks.has(row))).toBe(true);
  });

  test('give an exchange its header fields, long after it was recorded', () => {
    const exchange = trace.exchanges[3];
    expect(exchange?.headers.map(({ name }) => name)).toEqual([':method', ':scheme', ':authority', ':path']);
    expect(exchange?.responseHeaders).toEqual(expected[3]?.fields);
  });
});

test('a fault of compression is placed on its bytes, also in a CONTINUATION frame', () => {
  const trace = new Conversation()
    .request(1)
    .server(encodeHeaders(1, Uint8Array.of(0x88), { endHeaders: false }))
    .server(encodeContinuation(1, Uint8Array.of(0x82, 0xff, 0x80, 0x01)))
    .trace();
  const row = trace.frames.length - 1;
  expect(trace.frames.type(row)).toBe('CONTINUATION');
  const found = trace.diagnostics.get(row)?.find(({ code }) => code === 'hpack/index-beyond-table');
  const payload = trace.frames.start(row) + 9;
  expect([found?.start, found?.end]).toEqual([payload + 1, payload + 4]);
  expect(trace.diagnostics.get(row - 1)).toBeUndefined();
});
