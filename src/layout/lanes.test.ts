import { expect, test } from 'vitest';
import { assignLanes } from './lanes.ts';

test('whoever follows one that left gets its lane, and nobody else moves', () => {
  const lanes = assignLanes([
    { id: 1, from: 0, to: undefined },
    { id: 2, from: 1, to: 50 },
    { id: 3, from: 2, to: undefined },
    { id: 4, from: 50, to: undefined },
    { id: 5, from: 51, to: undefined },
  ]);
  expect([...lanes]).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 1],
    [5, 3],
  ]);
});

test('of several free lanes the lowest is taken', () => {
  const lanes = assignLanes([
    { id: 1, from: 0, to: 9 },
    { id: 2, from: 0, to: 5 },
    { id: 3, from: 10, to: undefined },
  ]);
  expect(lanes.get(3)).toBe(0);
});

test('nobody takes no lane', () => {
  expect(assignLanes([]).size).toBe(0);
});

test('a crowd that comes and goes gets the lanes that looking through all of them gives', () => {
  const occupants = Array.from({ length: 400 }, (_, n) => ({
    id: n,
    from: n,
    to: n % 7 === 0 ? undefined : n + ((n * 37) % 41),
  }));
  const freeFrom: number[] = [];
  const looked = occupants.map(({ from, to }) => {
    const found = freeFrom.findIndex((free) => free <= from);
    const lane = found < 0 ? freeFrom.length : found;
    freeFrom[lane] = to ?? Infinity;
    return lane;
  });
  expect([...assignLanes(occupants).values()]).toEqual(looked);
});
