import { expect, test } from 'vitest';
import { RecordBuilder } from '../testing.ts';
import { findCheck } from './registry.ts';
import { BROWSER_AGENT } from './testing.ts';

const ask = (path = '/hello', agent = BROWSER_AGENT): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\n\r\n`;
const answer = (option = 'keep-alive'): string =>
  `HTTP/1.1 200 OK\r\nConnection: ${option}\r\nContent-Length: 2\r\n\r\n{}`;

const status = (id: string, records: RecordBuilder, args: object): string =>
  findCheck(id)?.check(records.trace(), { origin: 'http1', ...args }, 2_000).status ?? 'no such check';

/** One answer on a connection that somebody ended. */
function ended(
  by: 'client' | 'server',
  option?: string,
  how: 'fin' | 'timeout' | 'reset' = 'fin',
): RecordBuilder {
  const records = new RecordBuilder();
  records.at(1_000).open(1, 'http1');
  records.client(1, ask());
  records.server(1, answer(option));
  records.close(1, by, how);
  return records;
}

test('a connection that the server closes counts by what its last answer said', () => {
  const id = 'connection-closed-after-answer';
  expect(status(id, ended('server'), { announced: false })).toBe('met');
  expect(status(id, ended('server'), { announced: true })).toBe('not-yet');
  expect(status(id, ended('server', 'close'), { announced: true })).toBe('met');
  expect(status(id, ended('server', 'close'), { announced: false })).toBe('not-yet');
});

test('a time-out of the server counts, and a reset does not', () => {
  const id = 'connection-closed-after-answer';
  expect(status(id, ended('server', 'keep-alive', 'timeout'), { announced: false })).toBe('met');
  expect(status(id, ended('server', 'keep-alive', 'reset'), { announced: false })).toBe('not-yet');
});

test('a connection that the client closes is none that the server closed', () => {
  const id = 'connection-closed-after-answer';
  expect(status(id, ended('client'), { announced: false })).toBe('not-yet');
});

test('requests count as side by side while each waits on a connection of its own', () => {
  const records = new RecordBuilder();
  records.at(1_000).open(1, 'http1').open(2, 'http1');
  records.client(1, ask());
  expect(status('requests-side-by-side', records, { atLeast: 2 })).toBe('not-yet');
  records.client(2, ask());
  expect(status('requests-side-by-side', records, { atLeast: 2 })).toBe('met');
  expect(status('requests-side-by-side', records, { atLeast: 3 })).toBe('not-yet');
});

test('requests one after the other, and those of programs, are not side by side', () => {
  const records = new RecordBuilder();
  records.at(1_000).open(1, 'http1').open(2, 'http1').open(3, 'http1');
  records.client(1, ask());
  records.at(1_100).server(1, answer());
  records.at(1_200).client(2, ask());
  records.client(3, ask('/hello', 'curl/8.0'));
  expect(status('requests-side-by-side', records, { atLeast: 2 })).toBe('not-yet');
});
