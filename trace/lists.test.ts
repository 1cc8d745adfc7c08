import { describe, expect, test } from 'vitest';
import { IndexList, NumberList } from './lists.ts';

/* More than two pages, whatever they have. */
const MANY = 50_000;

describe('a list of whole numbers', () => {
  test('gives back what was put into it, over all its pages', () => {
    const list = new IndexList();
    for (let i = 0; i < MANY; i++) {
      list.push(i * 3);
      if (list.at(i) !== i * 3 || list.at(-1) !== i * 3) throw new Error(`The item ${i} is ${list.at(i)}.`);
    }
    expect(list.length).toBe(MANY);
    expect([...list]).toEqual(Array.from({ length: MANY }, (_, i) => i * 3));
    expect(list.at(-MANY)).toBe(0);
    expect([list.at(MANY), list.at(-MANY - 1)]).toEqual([undefined, undefined]);
  });

  test('is empty at first', () => {
    const list = new IndexList();
    expect([list.length, list.at(0), list.at(-1), [...list]]).toEqual([0, undefined, undefined, []]);
    list.push(7);
    expect([list.at(0), list.at(1), list.at(-2)]).toEqual([7, undefined, undefined]);
  });
});

describe('a list of numbers', () => {
  test('finds the last that is at most a number, over all its pages', () => {
    const list = new NumberList();
    expect(list.findLast(1)).toBe(0);
    for (let i = 0; i < MANY; i++) list.push(10 + i / 2);
    expect(list.length).toBe(MANY);
    for (const i of [0, 1, 8, 16_383, 16_384, 16_385, 32_768, MANY - 1]) {
      expect(list.get(i)).toBe(10 + i / 2);
      expect(list.findLast(10 + i / 2)).toBe(i);
      expect(list.findLast(10.25 + i / 2)).toBe(i);
    }
    expect([list.findLast(9), list.findLast(1e9)]).toEqual([0, MANY - 1]);
  });
});
