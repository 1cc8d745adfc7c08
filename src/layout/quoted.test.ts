import { expect, test } from 'vitest';
import { readQuoted } from './quoted.ts';

test('JSON in a text message reads as it was sent, without escapes of our own', () => {
  expect(readQuoted(`${JSON.stringify('{"id":4}')} · FIN`)).toBe('"{"id":4}" · FIN');
});
test('backslashes that were sent are shown once each', () => {
  expect(readQuoted(JSON.stringify(String.raw`a\\b "c"`))).toBe(String.raw`"a\\b "c""`);
});
test('line ends and other control characters of a message are shown as escapes', () => {
  expect(readQuoted(JSON.stringify('a\nb\u0001'))).toBe(String.raw`"a\nb\x01"`);
});
test('words that are no quoted text are kept', () => {
  expect(['5 bytes · FIN', '', '"open'].map(readQuoted)).toEqual(['5 bytes · FIN', '', '"open']);
});
