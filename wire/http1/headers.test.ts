import { describe, expect, test } from 'vitest';
import { isSpecReference } from '../spec.ts';
import { HTTP1_DIAGNOSTICS } from './diagnostics.ts';
import { HTTP1_FIELDS } from './fields.ts';
import { HEADER_FIELDS, headerField } from './headers.ts';
import { explainStatus, STATUS_CODES, statusText } from './status.ts';

interface Row {
  readonly spec: string;
  readonly text: string;
}
const meanings = (table: Readonly<Record<string, { spec: string; meaning: string }>>): [string, Row][] =>
  Object.entries(table).map(([key, { spec, meaning }]) => [key, { spec, text: meaning }]);

const ROWS: [string, Row][] = [
  ...meanings(HEADER_FIELDS),
  ...meanings(HTTP1_FIELDS),
  ...meanings(Object.fromEntries(Object.entries(STATUS_CODES))),
  ...Object.entries(HTTP1_DIAGNOSTICS).map(([key, { spec, message }]): [string, Row] => [
    key,
    { spec, text: message },
  ]),
];

describe('the tables of HTTP', () => {
  test('cite documents that are in the list', () => {
    expect(ROWS.filter(([, { spec }]) => !isSpecReference(spec)).map(([key]) => key)).toEqual([]);
  });

  test('end each sentence with a full stop', () => {
    const texts = ROWS.map(([, { text }]) => text);
    expect(texts.filter((text) => !/^[^!]+\.$/.test(text))).toEqual([]);
  });

  test('key header fields by the lower case of their label', () => {
    for (const [key, { label }] of Object.entries(HEADER_FIELDS)) expect(label.toLowerCase()).toBe(key);
  });

  test('find a header field in any spelling, and nothing for other names', () => {
    expect(headerField('LAST-EVENT-ID')?.label).toBe('Last-Event-ID');
    expect(headerField(':status')?.spec).toBe('RFC 9113 §8.3.2');
    expect(headerField('x-unknown')).toBeUndefined();
    expect(headerField('constructor')).toBeUndefined();
  });
});

describe('a status code', () => {
  test('has its usual reason phrase', () => {
    expect([statusText(101), statusText(299)]).toEqual(['101 Switching Protocols', '299']);
  });

  test.each([
    [199, 'Informational: a final response follows.'],
    [299, 'The request succeeded.'],
    [599, 'The server failed on a request that may well be right.'],
    [600, 'No valid status code; a client treats it as 5xx.'],
    [99, 'No valid status code; a client treats it as 5xx.'],
  ])('%i, which is not listed, means what its class means', (status, meaning) => {
    expect(explainStatus(status)).toEqual({ reason: '', meaning, spec: 'RFC 9110 §15' });
  });
});
