import { expect, test } from 'vitest';
import { FrameLists } from './frame-lists.ts';

test('lists keep their rows apart and in order, short or long, however many there are', () => {
  const lists = new FrameLists();
  const expected = Array.from({ length: 300 }, () => [] as number[]);
  for (let row = 0; row < 3_000; row++) {
    const list = (row * row) % 300;
    while (lists.length <= list) lists.open();
    lists.push(list, row);
    expected[list]?.push(row);
  }
  expect(expected.some(({ length }) => length > 4) && expected.some(({ length }) => length === 0)).toBe(true);
  for (const [list, rows] of expected.entries()) expect([...lists.values(list)]).toEqual(rows);
  expect([...lists.values(-1)]).toEqual([]);
});
