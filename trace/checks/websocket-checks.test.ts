import { describe, expect, test } from 'vitest';
import { joinBytes } from '../../wire/bytes.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import {
  encodeClose,
  encodeFragments,
  encodePing,
  encodePong,
  encodeText,
} from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../testing.ts';
import { check, status, HTTP1, request, response, ask } from './check-cases.ts';

describe('WebSocket', () => {
  const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
  const upgrade = (accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='): RecordBuilder =>
    ask(new RecordBuilder().at(10), 1, 'websocket')
      .open(1)
      .client(
        1,
        request('/ws?op=1', `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\n`),
      )
      .server(
        1,
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );

  test('an upgrade is accepted when the key was answered right (RFC 6455 §1.3)', () => {
    expect(status('upgrade-accepted', upgrade(), HTTP1)).toBe('met');
    expect(check('upgrade-accepted', upgrade('bm8='), HTTP1).reason).toBe(
      'Sec-WebSocket-Accept is not what the key gives.',
    );
  });

  test('an upgrade is refused with a status', () => {
    const records = new RecordBuilder()
      .open(1)
      .client(1, request('/ws'))
      .server(1, response('426 Upgrade Required', ''));
    expect(status('upgrade-refused', records, { ...HTTP1, status: 426 })).toBe('met');
    expect(status('upgrade-refused', records, { ...HTTP1, status: 403 })).toBe('not-yet');
  });

  test('messages are found by length, direction and fragments', () => {
    const records = upgrade()
      .client(1, encodeText('a'.repeat(126), 1))
      .server(1, encodeText('hi'));
    records.server(1, joinBytes(encodeFragments(1, ['ab', 'cd', 'ef'].map(encodeUtf8))));
    const find = (args: object) => status('websocket-message', records, { ...HTTP1, ...args });
    expect(find({ bytes: 126, direction: 'client-to-server' })).toBe('met');
    expect(find({ bytes: 126, direction: 'server-to-client' })).toBe('not-yet');
    expect(find({ frames: 3 })).toBe('met');
    expect(find({ frames: 4 })).toBe('not-yet');
    expect(find({ type: 'binary' })).toBe('not-yet');
    expect(find({ atLeastBytes: 127 })).toBe('not-yet');
  });

  test('close codes, and pings with their pong', () => {
    const records = upgrade().server(1, encodePing(encodeUtf8('x')));
    expect(check('ping-answered', records, HTTP1).reason).toBe('No pong has answered it so far.');
    records.client(1, encodePong(encodeUtf8('y'), 1));
    expect(status('ping-answered', records, HTTP1)).toBe('not-yet');
    records.client(1, encodePong(encodeUtf8('x'), 1)).client(1, encodeClose(1000, '', 1));
    expect(status('ping-answered', records, HTTP1)).toBe('met');
    expect(status('close-code-seen', records, { ...HTTP1, code: 1000 })).toBe('met');
    expect(status('close-code-seen', records, { ...HTTP1, code: 1001 })).toBe('not-yet');
  });

  test('both ways within a time', () => {
    const records = upgrade().at(100).client(1, encodeText('a', 1)).at(600).server(1, encodeText('b'));
    expect(status('messages-both-ways', records, { ...HTTP1, withinMs: 500 })).toBe('met');
    expect(status('messages-both-ways', records, { ...HTTP1, withinMs: 400 })).toBe('not-yet');
  });

  test('a dead peer is found when somebody gives a frozen wire up in time', () => {
    const frozen = upgrade().record({
      ...({ type: 'fault', t: 1_000, conn: 1, active: true } as const),
      fault: { type: 'freeze', direction: 'both' },
    });
    const args = { ...HTTP1, withinMs: 3_000 };
    expect(check('dead-peer-found', frozen, args, 5_000).reason).toBe('Nobody has noticed for 4.00 s.');
    frozen.at(3_500).close(1, 'server', 'reset');
    expect(check('dead-peer-found', frozen, args).reason).toBe(
      'Connection 1 was given up 2.50 s after it went silent.',
    );
    expect(status('dead-peer-found', frozen, { ...HTTP1, withinMs: 2_000 })).toBe('not-yet');
  });

  test('pauses that grow are a backoff, even ones are not', () => {
    const tried = (...times: number[]): RecordBuilder => {
      const records = upgrade();
      for (const t of times) records.at(t).operation({ op: 1, event: 'error', client: 'browser' });
      return records;
    };
    expect(status('reconnects-with-backoff', tried(1_000, 1_500, 2_500, 4_500), HTTP1)).toBe('met');
    expect(status('reconnects-with-backoff', tried(1_000, 2_000, 3_000, 4_000), HTTP1)).toBe('not-yet');
    expect(status('reconnects-with-backoff', tried(1_000), HTTP1)).toBe('not-yet');
    const connectedOnce = tried(1_000, 1_500)
      .at(1_600)
      .operation({ op: 1, client: 'browser', event: 'opened' });
    for (const t of [9_000, 30_000])
      connectedOnce.at(t).operation({ op: 1, client: 'browser', event: 'error' });
    expect(status('reconnects-with-backoff', connectedOnce, HTTP1)).toBe('not-yet');
  });

  test('a herd is many connections in a short time', () => {
    const records = new RecordBuilder();
    [100, 110, 120, 900].forEach((t, at) => records.at(t).open(at + 1));
    expect(status('connections-within', records, { ...HTTP1, atLeast: 3, withinMs: 20 })).toBe('met');
    expect(status('connections-within', records, { ...HTTP1, atLeast: 4, withinMs: 20 })).toBe('not-yet');
  });
});
