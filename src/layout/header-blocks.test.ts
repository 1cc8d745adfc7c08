import { describe, expect, test } from 'vitest';
import { Conversation } from '../../trace/http2/testing.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeHeaders } from '../../wire/http2/encode.ts';
import type { Trace } from '../../trace/trace.ts';
import { BARS_HEIGHT, layoutHeaderBlocks, savingWords } from './header-blocks.ts';

const layout = (trace: Trace, now: number, selected?: number, width = 600) =>
  layoutHeaderBlocks(trace, 1, 'client-to-server', now, selected, width);

describe('the header blocks of a direction', () => {
  /* The requests come at t = 5 and 6: 19 bytes stand for 55, then 4 for the same. */
  const trace = new Conversation().request(1).request(3).trace();

  test('are counted with their bytes on the wire and plain', () => {
    const { blocks, wireBytes, plainBytes, summary } = layout(trace, 10);
    expect([blocks, wireBytes, plainBytes]).toEqual([2, 23, 110]);
    expect(summary).toBe(
      '2 blocks: 23 bytes on the wire stand for 110 bytes of names and values, 79 % less.',
    );
  });

  test('are bars, as high as they are long', () => {
    const { bars } = layout(trace, 10);
    expect(bars.map(({ x, width, plainHeight, wireHeight }) => [x, width, plainHeight, wireHeight])).toEqual([
      [0, 10, BARS_HEIGHT, (19 / 55) * BARS_HEIGHT],
      [12, 10, BARS_HEIGHT, (4 / 55) * BARS_HEIGHT],
    ]);
  });

  test('of the future are not there yet', () => {
    expect(layout(trace, 5).blocks).toBe(1);
    expect(layout(trace, 4)).toMatchObject({ blocks: 0, bars: [], detail: undefined, next: undefined });
  });

  test('lead from one to the next', () => {
    const [first = -1, second = -1] = layout(trace, 10).bars.map(({ row }) => row);
    expect(layout(trace, 10)).toMatchObject({ previous: first, next: undefined });
    expect(layout(trace, 10, first)).toMatchObject({ previous: undefined, next: second });
  });

  test('that do not all fit are those around the chosen one', () => {
    const conversation = new Conversation();
    for (let id = 1; id < 40; id += 2) conversation.request(id);
    const many = conversation.trace();
    const last = layout(many, 100, undefined, 60);
    expect([last.blocks, last.firstShown, last.bars.length]).toEqual([20, 16, 5]);
    const [row] = layout(many, 100).bars.map((bar) => bar.row);
    expect(layout(many, 100, row, 60)).toMatchObject({ firstShown: 1 });
  });
});

describe('one block', () => {
  const trace = new Conversation().request(1).request(3).trace();

  test('says how each field is written', () => {
    const first = layout(trace, 5).detail;
    expect(first?.fields.map(({ name, how, wireBytes }) => [name, how, wireBytes])).toEqual([
      [':method', 'static entry 2', 1],
      [':scheme', 'static entry 7', 1],
      [
        ':authority',
        expect.stringMatching(/^name of static entry 1, value written out.*, added to the table$/),
        12,
      ],
      [
        ':path',
        expect.stringMatching(/^name of static entry 4, value written out.*, added to the table$/),
        5,
      ],
    ]);
    const second = layout(trace, 10).detail;
    expect(second?.fields.map(({ how }) => how).slice(2)).toEqual(['dynamic entry 63', 'dynamic entry 62']);
  });

  test('adds entries, and points to those that are there', () => {
    expect(layout(trace, 5).detail?.entries).toMatchObject([
      { before: undefined, after: 62, name: ':path', fate: 'added', used: false },
      { before: undefined, after: 63, name: ':authority', fate: 'added', used: false },
    ]);
    expect(layout(trace, 10).detail?.entries).toMatchObject([
      { before: 62, after: 62, name: ':path', fate: 'kept', used: true },
      { before: 63, after: 63, name: ':authority', fate: 'kept', used: true },
    ]);
  });

  test('drives the oldest entries out when the table is full', () => {
    const hpack = createHpackEncoder();
    const conversation = new Conversation();
    const long = (letter: string) => [{ name: 'x', value: letter.repeat(2_000) }];
    conversation.client(encodeHeaders(1, hpack.encode(long('a')), { endStream: true }));
    conversation.client(encodeHeaders(3, hpack.encode(long('b')), { endStream: true }));
    conversation.client(encodeHeaders(5, hpack.encode(long('c')), { endStream: true }));
    const entries = layout(conversation.trace(), 100).detail?.entries;
    expect(
      entries?.map(({ before, after, value, size, fate }) => [before, after, value[0], size, fate]),
    ).toEqual([
      [undefined, 62, 'c', 2_033, 'added'],
      [62, 63, 'b', 2_033, 'kept'],
      [63, undefined, 'a', 2_033, 'evicted'],
    ]);
  });
});

test('a block that is longer than what it says saves nothing, and says so', () => {
  expect(savingWords(1, 12, 10)).toContain('20 % more');
  expect(savingWords(0, 0, 0)).toBe('No header block yet.');
});
