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
