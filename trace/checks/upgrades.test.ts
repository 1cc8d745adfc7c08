import { expect, test } from 'vitest';
import { computeAccept } from '../../wire/websocket/accept-key.ts';
import { RecordBuilder } from '../testing.ts';
import { findCheck } from './registry.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const RIGHT = computeAccept(KEY).accept;
const WRONG = RIGHT.replace(/.$/, '<');

const asks = (withKey: boolean): string =>
  `GET /ws HTTP/1.1\r\nHost: localhost\r\n${withKey ? `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\n` : ''}\r\n`;
const switches = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
const refuses = (status: number): string => `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`;

function exchange(request: string, response: string): RecordBuilder {
  const records = new RecordBuilder();
  records.at(1_000).open(1, 'http1');
  records.client(1, request);
  records.server(1, response);
  return records;
}
const status = (id: string, records: RecordBuilder, args: object): string =>
  findCheck(id)?.check(records.trace(), { origin: 'http1', ...args }, 2_000).status ?? 'no such check';

test('a wrong answer to a key counts once the client has ended its connection', () => {
  const records = exchange(asks(true), switches(WRONG));
  expect(status('accept-key-wrong', records, {})).toBe('not-yet');
  records.close(1, 'client', 'fin');
  expect(status('accept-key-wrong', records, {})).toBe('met');
  expect(status('upgrade-accepted', records, {})).toBe('not-yet');
});

test('a right answer is no wrong one, whoever ends the connection', () => {
  const records = exchange(asks(true), switches(RIGHT));
  records.close(1, 'client', 'fin');
  expect(status('accept-key-wrong', records, {})).toBe('not-yet');
  expect(status('upgrade-accepted', records, {})).toBe('met');
});

test.each([true, false])(
  'a refusal tells a request with a key from one without (with key: %s)',
  (withKey) => {
    const records = exchange(asks(withKey), refuses(426));
    expect(status('upgrade-refused', records, { status: 426 })).toBe('met');
    expect(status('upgrade-refused', records, { status: 426, withKey })).toBe('met');
    expect(status('upgrade-refused', records, { status: 426, withKey: !withKey })).toBe('not-yet');
    expect(status('upgrade-refused', records, { status: 400, withKey })).toBe('not-yet');
  },
);
