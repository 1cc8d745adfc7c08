import { expect, test } from 'vitest';
import { JoinedLines } from './joined-lines.ts';

test.each([0, 1, 2, 1_024, 1_025, 1_026, 5_000])(
  '%d lines are joined in their order, and then gone',
  (count) => {
    const lines = Array.from({ length: count }, (_, at) => `${at}`);
    const joined = new JoinedLines();
    for (let round = 0; round < 2; round++) {
      for (const line of lines) joined.add(line, 0, line.length);
      expect(joined.take()).toBe(lines.join('\n'));
      expect(joined.take()).toBe('');
    }
  },
);

test('empty lines count', () => {
  const joined = new JoinedLines();
  for (let line = 0; line < 3; line++) joined.add('a', 1, 1);
  expect(joined.take()).toBe('\n\n');
});

test('a line is a part of its text, and stays when the text is let go of', () => {
  const joined = new JoinedLines();
  joined.add('data: one', 6, 9);
  joined.settle();
  joined.add('data: two', 6, 9);
  joined.settle();
  expect(joined.take()).toBe('one\ntwo');
  joined.settle();
  expect(joined.take()).toBe('');
});
