import { expect, test } from 'vitest';
import { formatNumber, formatText } from './format.ts';

test('a whole number is written in groups of three digits', () => {
  const written = [0, 999, 1_000, 65_535, 1_234_567, -4_096, 2n ** 63n].map(formatNumber);
  expect(written).toEqual([
    '0',
    '999',
    '1,000',
    '65,535',
    '1,234,567',
    '-4,096',
    '9,223,372,036,854,775,808',
  ]);
});

test('text for people keeps quotes and backslashes and names control characters', () => {
  expect(formatText('{"a":"b\\n"}')).toBe('"{"a":"b\\n"}"');
  expect(formatText('one\ntwo\r\t\u0007')).toBe('"one\\ntwo\\r\\t\\x07"');
});
