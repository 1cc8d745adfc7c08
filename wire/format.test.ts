import { expect, test } from 'vitest';
import { formatText } from './format.ts';

test('text for people keeps quotes and backslashes and names control characters', () => {
  expect(formatText('{"a":"b\\n"}')).toBe('"{"a":"b\\n"}"');
  expect(formatText('one\ntwo\r\t\u0007')).toBe('"one\\ntwo\\r\\t\\x07"');
});
