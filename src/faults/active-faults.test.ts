import { expect, test } from 'vitest';
import type { Fault } from '../../contract/faults.ts';
import type { OriginId } from '../../contract/origin.ts';
import { connection } from '../layout/testing.ts';
import { activeFaults, faultTypesFor } from './active-faults.ts';

const SLOW: Fault = { type: 'delay', direction: 'both', delayMs: 10 };
const FREEZE: Fault = { type: 'freeze', direction: 'both' };

const trace = (connections: ReturnType<typeof connection>[], origin: [OriginId, Fault[]][] = []) => ({
  connections: new Map(connections.map((each) => [each.id, each])),
  originFaults: new Map(origin),
});

test('a fault of an origin is listed once, however many connections have it', () => {
  const both = [connection(1, { faults: [SLOW] }), connection(2, { faults: [SLOW, FREEZE] })];
  expect(activeFaults(trace(both, [['http1', [SLOW]]]))).toEqual([
    { place: 'http1', fault: SLOW },
    { place: 2, fault: FREEZE },
  ]);
});

test('a connection whose own fault equals that of its origin is listed too', () => {
  const own = connection(1, { faults: [{ ...SLOW }] });
  expect(activeFaults(trace([own], [['http1', [SLOW]]]))).toHaveLength(2);
});

test('what was on a connection that is closed is not listed', () => {
  expect(activeFaults(trace([connection(1, { faults: [SLOW], state: 'closed' })]))).toEqual([]);
});

test('only an origin can refuse new connections', () => {
  expect(faultTypesFor('http1')).toContain('refuse');
  expect(faultTypesFor(1)).not.toContain('refuse');
  expect(faultTypesFor('http2')).toHaveLength(19);
});
