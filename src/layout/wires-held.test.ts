import { expect, test } from 'vitest';
import type { Fault } from '../../contract/faults.ts';
import { connection, source } from './testing.ts';
import { clientStop, faultLook } from './wires-held.ts';
import { layoutWires } from './wires.ts';

const FREEZE: Fault = { type: 'freeze', direction: 'both' };
const holding = (up: number, down: number) => ({ 'client-to-server': up, 'server-to-client': down });

test('held bytes lie half-way along the wire, those of each end on their own side', () => {
  const frozen = connection(1, { faults: [FREEZE], heldBytes: holding(9, 999) });
  const { held, lines } = layoutWires(source([frozen]), 10, 1_000);
  expect(held).toEqual([
    {
      conn: 1,
      x: 494,
      y: lines[0]?.y,
      top: (lines[0]?.y ?? 0) - 13,
      bottom: (lines[0]?.y ?? 0) + 13,
      fromClient: { text: '9 B', width: 60 },
      fromServer: { text: '999 B', width: 88 },
    },
  ]);
});

test('a fault that holds nothing yet is drawn without heaps, and one that never does not at all', () => {
  const faults: Fault[][] = [
    [FREEZE],
    [{ type: 'corrupt', direction: 'server-to-client', byte: 1, seed: 1 }],
  ];
  const held = faults.map((each) => layoutWires(source([connection(1, { faults: each })]), 10, 1_000).held);
  expect(held[0]).toMatchObject([{ fromClient: undefined, fromServer: undefined }]);
  expect(held[1]).toEqual([]);
});

test('the strongest fault gives a wire its look, and one stream that is held leaves the others theirs', () => {
  const slow: Fault = { type: 'jitter', direction: 'both', maxMs: 5, seed: 1 };
  const hold: Fault = { type: 'hold-stream', direction: 'both', streamId: 3 };
  expect(faultLook({ faults: [] })).toBeUndefined();
  expect(faultLook({ faults: [slow] })).toBe('slow');
  expect(faultLook({ faults: [slow, FREEZE] })).toBe('frozen');
  expect([1, 3].map((stream) => faultLook({ faults: [slow, hold] }, stream))).toEqual(['slow', 'buffered']);
});

test('frames of the client stop when their direction is frozen, from that moment on', () => {
  const log = [{ t: 40, fault: FREEZE, active: true }];
  expect(clientStop(connection(1, { faults: [FREEZE], faultLog: log }), 300)).toEqual({ x: 300, since: 40 });
  const down: Fault = { type: 'freeze', direction: 'server-to-client' };
  expect(clientStop(connection(1, { faults: [down] }), 300)).toBeUndefined();
});
