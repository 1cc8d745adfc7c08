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
