import { expect, test } from 'vitest';
import { appendBatch, appendEntries, MOST_LINES, NO_OUTPUT } from './output.ts';
import { placeInStack } from './sandbox/place.ts';
import { findSyntaxFault } from './syntax.ts';

const line = (text: string) => ({ level: 'log', text, count: 1 }) as const;

test('keeps the newest lines and counts those it forgets', () => {
  const many = Array.from({ length: MOST_LINES + 20 }, (_, n) => line(String(n)));
  const output = appendEntries(NO_OUTPUT, many);
  expect(output.lines.length).toBe(MOST_LINES);
  expect(output.lines.at(-1)?.text).toBe(String(MOST_LINES + 19));
  expect(appendEntries(output, [line('x')]).forgotten).toBe(21);
});

test('counts a line that is said again over two batches, and gives each line a number of its own', () => {
  const output = appendEntries(appendEntries(NO_OUTPUT, [line('a'), line('b')]), [line('b'), line('c')]);
  expect(output.lines.map(({ id, text, count }) => [id, text, count])).toEqual([
    [1, 'a', 1],
    [2, 'b', 2],
    [3, 'c', 1],
  ]);
});

test('says what was left out', () => {
  const left = { entries: 1_234, reports: 2 };
  const { lines } = appendBatch(NO_OUTPUT, { type: 'batch', entries: [line('a')], reports: [], left });
  expect(lines.at(-1)?.text).toBe(
    '1,234 more lines and 2 events of connections came too fast and were left out.',
  );
});

test.each([
  ['Chromium', 'TypeError: no\n    at f (blob:null/1-2:3:11)\n    at blob:null/1-2:9:1'],
  ['Firefox', 'f@blob:null/1-2:3:11\n@blob:null/1-2:9:1\n'],
])('finds the place in a stack as %s writes it', (_browser, stack) => {
  expect(placeInStack(stack, 'blob:null/1-2')).toEqual({ line: 3, column: 11 });
});

test('finds no place in a stack of other scripts', () => {
  expect(placeInStack('Error\n    at blob:null/9:1:1', 'blob:null/1-2')).toBeUndefined();
  expect(placeInStack(undefined, 'blob:null/1-2')).toBeUndefined();
});

test('tells the place of what cannot be read, and lets a program await', () => {
  expect(findSyntaxFault('await 1;')).toBeUndefined();
  expect(findSyntaxFault('a;\nconst = 1;')).toEqual({
    message: 'SyntaxError: Unexpected token',
    place: { line: 2, column: 7 },
  });
});
