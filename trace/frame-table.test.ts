import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameTable, type FrameRow } from './frame-table.ts';

const DIRECTIONS = ['client-to-server', 'server-to-client'] as const;
const SOURCES = 8;

const offset = fc.oneof(fc.nat(1000), fc.integer({ min: 2 ** 32 - 50, max: 2 ** 39 }));
const row: fc.Arbitrary<FrameRow> = fc
  .record({
    source: fc.nat(SOURCES - 1),
    streamId: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
    kind: fc.constantFrom(
      { layer: 'http2', type: 'DATA' } as const,
      { layer: 'sse', type: 'event' } as const,
    ),
    t: fc.nat(5),
    wait: fc.nat(2),
    start: offset,
    span: fc.nat(2 ** 31),
    inner: fc.option(fc.record({ start: offset, span: fc.nat(1000) }), { nil: undefined }),
    length: fc.nat(),
    flags: fc.nat(255),
    exchange: fc.nat(),
  })
  .map(({ kind, t, wait, start, span, inner, source, ...rest }) => ({
    ...rest,
    ...kind,
    source,
    conn: source >> 1,
    direction: DIRECTIONS[source & 1] as FrameRow['direction'],
    t,
    tEnd: t + wait,
    start,
    end: start + span,
    sourceStart: inner?.start ?? start,
    sourceEnd: inner ? inner.start + inner.span : start + span,
  }));

function readRow(table: FrameTable, at: number): FrameRow {
  return {
    conn: table.conn(at),
    direction: table.direction(at),
    streamId: table.streamId(at),
    layer: table.layer(at),
    type: table.type(at),
    t: table.t(at),
    tEnd: table.tEnd(at),
    start: table.start(at),
    end: table.end(at),
    length: table.lengthOf(at),
    flags: table.flags(at),
    exchange: table.exchange(at),
    source: table.source(at),
    sourceStart: table.sourceStart(at),
    sourceEnd: table.sourceEnd(at),
  };
}

test('rows come out of the columns as they went in, also beyond 4 GiB and inside other layers', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 100 }), (rows) => {
      const table = new FrameTable();
      const places = rows.map((one) => table.push(one));
      expect(places).toEqual([...rows.keys()]);
      expect(rows.map((_, at) => readRow(table, at))).toEqual(rows);
    }),
    { numRuns: 50 },
  );
});

test('a table keeps its rows over the edges of its pages', () => {
  const table = new FrameTable();
  const samples = fc.sample(row, 7);
  const rowAt = (at: number): FrameRow => ({ ...(samples[at % 7] as FrameRow), t: at, tEnd: at });
  for (let at = 0; at < 100_000; at++) table.push(rowAt(at));
  for (const at of [0, 255, 256, 32_767, 32_768, 65_535, 65_536, 99_999]) {
    expect(readRow(table, at)).toEqual(rowAt(at));
  }
  table.setExchange(32_768, 5);
  expect([table.exchange(32_767), table.exchange(32_768)]).toEqual([rowAt(32_767).exchange, 5]);
  expect(() => table.view(100_000)).toThrow(RangeError);
});
