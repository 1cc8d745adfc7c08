import { expect, test } from 'vitest';
import { encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import type { Connection } from '../../trace/model.ts';
import { connectionAsOf, streamLimitAt } from './at.ts';

const freeze = { type: 'freeze', direction: 'both' } as const;
const delay = { type: 'delay', direction: 'both', delayMs: 500 } as const;

const trace = new RecordBuilder()
  .at(10)
  .open(1)
  .at(20)
  .client(1, 'GET /sse HTTP/1.1\r\nhost: localhost\r\n\r\n')
  .record({ type: 'fault', t: 30, conn: 1, fault: delay, active: true })
  .record({ type: 'fault', t: 40, conn: 1, fault: freeze, active: true })
  .record({ type: 'held', t: 50, conn: 1, direction: 'server-to-client', bytes: 164 })
  .record({ type: 'fault', t: 60, conn: 1, fault: freeze, active: false })
  .record({ type: 'held', t: 70, conn: 1, direction: 'server-to-client', bytes: 0 })
  .at(80)
  .server(1, 'HTTP/1.1 200 OK\r\n\r\n')
  .trace();
const connection = trace.connections.get(1) as Connection;
const then = (t: number) => connectionAsOf(trace, connection, t);

test('the past of a connection has the faults, the held bytes and the byte counts of then', () => {
  const facts = (t: number) => {
    const { faults, heldBytes, bytes } = then(t);
    return [faults.map(({ type }) => type), heldBytes['server-to-client'], bytes];
  };
  const [none, asked] = [
    { 'client-to-server': 0, 'server-to-client': 0 },
    { 'client-to-server': 38, 'server-to-client': 0 },
  ];
  expect(facts(15)).toEqual([[], 0, none]);
  expect(facts(35)).toEqual([['delay'], 0, asked]);
  expect(facts(55)).toEqual([['delay', 'freeze'], 164, asked]);
  expect(facts(65)).toEqual([['delay'], 164, asked]);
  expect(facts(75)).toEqual([['delay'], 0, asked]);
});
test('at the newest moment a connection is itself', () => {
  expect(then(80)).toBe(connection);
  expect(then(99)).toBe(connection);
});

test('the limit of streams is the one announced by then', () => {
  const announce = (value: number) => encodeSettings([{ id: 3, value }]);
  const recorded = new RecordBuilder().at(10).open(2, 'http2').client(2, CONNECTION_PREFACE);
  recorded.at(20).server(2, announce(100)).at(30).server(2, announce(4));
  const limited = recorded.trace().connections.get(2) as Connection;
  expect([15, 20, 29, 30].map((t) => streamLimitAt(limited, t))).toEqual([undefined, 100, 100, 4]);
});
