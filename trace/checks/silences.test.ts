import { expect, test } from 'vitest';
import { computeAccept } from '../../wire/websocket/accept-key.ts';
import { RecordBuilder } from '../testing.ts';
import type { CheckResult } from './check.ts';
import { findCheck } from './registry.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const FREEZE = { type: 'freeze', direction: 'both' } as const;

/** A WebSocket of the page, whose connection is frozen at one second, and a message sent into it half a second later. */
function frozen(): RecordBuilder {
  const operation = { op: 1, client: 'browser' } as const;
  const url = 'ws://localhost/ws?op=1';
  return new RecordBuilder()
    .at(10)
    .operation({ ...operation, event: 'issued', transport: 'websocket', origin: 'http1', url })
    .open(1)
    .client(
      1,
      `GET /ws?op=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`,
    )
    .server(
      1,
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${computeAccept(KEY).accept}\r\n\r\n`,
    )
    .at(1_000)
    .record({ type: 'fault', t: 1_000, conn: 1, fault: FREEZE, active: true })
    .at(1_500)
    .operation({ ...operation, event: 'sent' });
}
const check = (id: string, records: RecordBuilder, args: object, now: number): CheckResult | undefined =>
  findCheck(id)?.check(records.trace(), { origin: 'http1', ...args }, now);

test('a message into a dead wire that nobody notices counts once enough time has passed', () => {
  const args = { longerThanMs: 3_000 };
  expect(check('silence-unnoticed', frozen(), args, 4_000)?.conditions?.map(({ met }) => met)).toEqual([
    true,
    true,
    false,
  ]);
  expect(check('silence-unnoticed', frozen(), args, 4_600)?.reason).toBe(
    'A message was sent on connection 1, which was dead, and nobody noticed for 3.10 s.',
  );
});

test('a wire that an end gives up in time was noticed, by that end only', () => {
  const byServer = frozen().at(2_000).close(1, 'server', 'fin');
  expect(check('silence-unnoticed', byServer, { longerThanMs: 600 }, 9_000)?.status).toBe('not-yet');
  const args = { withinMs: 1_500 };
  expect(check('dead-peer-found', byServer, { ...args, by: 'server' }, 9_000)?.reason).toBe(
    'Connection 1 was given up by the server 1.00 s after it went silent.',
  );
  expect(check('dead-peer-found', byServer, { ...args, by: 'client' }, 9_000)?.status).toBe('not-yet');
});

test('a page that gives the wire up found the dead peer, and a page that is told did not', () => {
  const args = { withinMs: 2_000, by: 'client' };
  const lost = { op: 1, client: 'browser', event: 'error' } as const;
  const found = frozen().at(2_500).operation(lost).close(1, 'client', 'fin');
  expect(check('dead-peer-found', found, args, 9_000)?.status).toBe('met');
  const told = frozen().at(2_000).close(1, 'server', 'fin').at(2_100).operation(lost);
  expect(check('dead-peer-found', told, args, 9_000)?.status).toBe('not-yet');
});

test('a page that is told may seem to have known before, by as much as its clock may be wrong', () => {
  const args = { withinMs: 2_000, by: 'client' };
  const lost = { op: 1, client: 'browser', event: 'error', clockErrorMs: 5 } as const;
  const told = frozen().at(1_996).operation(lost).at(2_000).close(1, 'server', 'fin');
  expect(check('dead-peer-found', told, args, 9_000)?.status).toBe('not-yet');
  const found = frozen().at(1_994).operation(lost).at(2_000).close(1, 'server', 'fin');
  expect(check('dead-peer-found', found, args, 9_000)?.status).toBe('met');
});
