import { expect, test } from 'vitest';
import type { Connection, Http2Stream } from '../../trace/model.ts';
import { LastingIndex, streamsBetween } from './lasting.ts';

interface Spell {
  readonly from: number;
  to: number | undefined;
}
const indexOf = (spells: readonly Spell[]): LastingIndex<Spell> => {
  const index = new LastingIndex<Spell>(
    ({ from }) => from,
    ({ to }) => to,
  );
  for (const spell of spells) index.add(spell);
  return index;
};

test('what lasted is found as by looking at everything, also when it ends later', () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const spells: Spell[] = Array.from({ length: 2_000 }, (_, at) => ({
    from: at + random(20),
    to: random(50) === 0 ? undefined : at + 20 + random(40),
  }));
  const index = indexOf(spells);
  for (let round = 0; round < 60; round++) {
    const from = random(2_100);
    const to = from + random(100);
    const wanted = spells.filter((each) => each.from <= to && (each.to ?? Infinity) >= from);
    expect(index.between(from, to)).toEqual(wanted);
    const lasting = spells.find((each) => each.to === undefined && each.from < from);
    if (lasting) lasting.to = from;
  }
});

test('streams that a connection opens later are found, too', () => {
  const stream = (id: number): Http2Stream => ({
    id,
    state: 'open',
    openedAt: id,
    closedAt: id + 1,
    reset: undefined,
    exchange: undefined,
  });
  const streams = new Map([[1, stream(1)]]);
  const connection = { streams } as unknown as Connection;
  expect(streamsBetween(connection, 0, 10).map(({ id }) => id)).toEqual([1]);
  streams.set(3, stream(3)).set(5, stream(5));
  expect(streamsBetween(connection, 3, 10).map(({ id }) => id)).toEqual([3, 5]);
  expect(streamsBetween(connection, 0, 10).map(({ id }) => id)).toEqual([1, 3, 5]);
});
