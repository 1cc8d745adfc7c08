import { expect, test } from 'vitest';
import { RecordBuilder } from './testing.ts';

test('a fault that was taken off is no longer at work, and stays in the log', () => {
  const fault = { type: 'delay', direction: 'both', delayMs: 500 } as const;
  const trace = new RecordBuilder()
    .open(1)
    .record({ type: 'fault', t: 10, conn: 1, fault, active: true })
    .record({ type: 'fault', t: 40, conn: 1, fault, active: false })
    .trace();
  const connection = trace.connections.get(1);
  expect(connection?.faults).toEqual([]);
  expect(connection?.faultLog).toEqual([
    { t: 10, fault, active: true },
    { t: 40, fault, active: false },
  ]);
});

test('a fault on an origin is on its open connections and on new ones, and goes with it', () => {
  const freeze = { type: 'freeze', direction: 'both' } as const;
  const own = { type: 'freeze', direction: 'client-to-server' } as const;
  const builder = new RecordBuilder()
    .open(1)
    .record({ type: 'fault', t: 10, origin: 'http1', fault: freeze, active: true })
    .open(2)
    .open(3)
    .record({ type: 'fault', t: 20, conn: 3, fault: own, active: true });
  const on = builder.trace();
  expect([1, 2, 3].map((conn) => on.connections.get(conn)?.faults)).toEqual([[freeze], [freeze], [own]]);
  expect(on.originFaults.get('http1')).toEqual([freeze]);
  const off = builder.record({ type: 'fault', t: 30, origin: 'http1', fault: freeze, active: false }).trace();
  expect([1, 2, 3].map((conn) => off.connections.get(conn)?.faults)).toEqual([[], [], [own]]);
  expect(off.originFaults.get('http1')).toEqual([]);
});

test('a cut is in the log, and never among the faults at work', () => {
  const trace = new RecordBuilder()
    .open(1)
    .record({ type: 'fault', t: 10, conn: 1, fault: { type: 'cut' }, active: true })
    .trace();
  expect(trace.connections.get(1)).toMatchObject({ faults: [], faultLog: [{ t: 10, active: true }] });
});

test('a connection knows how many bytes are held, and holds none when it is closed', () => {
  const builder = new RecordBuilder()
    .open(1)
    .record({ type: 'held', t: 10, conn: 1, direction: 'server-to-client', bytes: 42 });
  expect(builder.trace().connections.get(1)?.heldBytes).toEqual({
    'client-to-server': 0,
    'server-to-client': 42,
  });
  expect(builder.close(1).trace().connections.get(1)?.heldBytes['server-to-client']).toBe(0);
});
