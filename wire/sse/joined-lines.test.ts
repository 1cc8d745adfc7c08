import { expect, test } from 'vitest';
import { JoinedLines } from './joined-lines.ts';

test.each([0, 1, 2, 1_024, 1_025, 1_026, 5_000])(
  '%d lines are joined in their order, and then gone',
  (count) => {
    const lines = Array.from({ length: count }, (_, at) => `${at}`);
    const joined = new JoinedLines();
    for (let round = 0; round < 2; round++) {
      for (const line of lines) joined.add(line);
      expect(joined.take()).toBe(lines.join('\n'));
      expect(joined.take()).toBe('');
    }
  },
);

test('empty lines count', () => {
  const joined = new JoinedLines();
  for (let line = 0; line < 3; line++) joined.add('');
  expect(joined.take()).toBe('\n\n');
});
