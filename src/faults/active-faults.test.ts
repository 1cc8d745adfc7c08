import { expect, test } from 'vitest';
import type { Fault } from '../../contract/faults.ts';
import type { OriginId } from '../../contract/origin.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { connection } from '../layout/testing.ts';
import { activeFaults, faultTypesFor } from './active-faults.ts';

const SLOW: Fault = { type: 'delay', direction: 'both', delayMs: 10 };
const FREEZE: Fault = { type: 'freeze', direction: 'both' };

const trace = (connections: ReturnType<typeof connection>[], origin: [OriginId, Fault[]][] = []) => ({
  connections: new Map(connections.map((each) => [each.id, each])),
  originFaults: new Map(origin),
  originFaultLog: [],
});

test('a fault of an origin is listed once, however many connections have it', () => {
  const both = [connection(1, { faults: [SLOW] }), connection(2, { faults: [SLOW, FREEZE] })];
  expect(activeFaults(trace(both, [['http1', [SLOW]]]), 99)).toEqual([
    { place: 'http1', fault: SLOW },
    { place: 2, fault: FREEZE },
  ]);
});

test('a connection whose own fault equals that of its origin is listed too', () => {
  const own = connection(1, { faults: [{ ...SLOW }] });
  expect(activeFaults(trace([own], [['http1', [SLOW]]]), 99)).toHaveLength(2);
});

test('what was on a connection that is closed is not listed', () => {
  expect(
    activeFaults(trace([connection(1, { faults: [SLOW], closed: { t: 5, by: 'client', how: 'fin' } })]), 99),
  ).toEqual([]);
});

test('only an origin can refuse new connections', () => {
  expect(faultTypesFor('http1')).toContain('refuse');
  expect(faultTypesFor(1)).not.toContain('refuse');
  expect(faultTypesFor('http2')).toHaveLength(19);
});

test('a moment of the past has the faults of then, of origins and of connections', () => {
  const builder = new RecordBuilder().at(10).open(1);
  const fault = (t: number, where: { conn: number } | { origin: OriginId }, is: Fault, active: boolean) =>
    builder.record({ type: 'fault', t, fault: is, active, ...where });
  fault(20, { origin: 'http1' }, SLOW, true);
  fault(30, { conn: 1 }, FREEZE, true);
  fault(40, { origin: 'http1' }, SLOW, false);
  const recorded = builder.trace();
  const at = (now: number) =>
    activeFaults(recorded, now).map(({ place, fault: { type } }) => `${place} ${type}`);
  expect([at(15), at(25), at(35), at(45)]).toEqual([
    [],
    ['http1 delay'],
    ['http1 delay', '1 freeze'],
    ['1 freeze'],
  ]);
});
