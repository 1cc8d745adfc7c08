import { describe, expect, test } from 'vitest';
import { countRecords, encodeRecord, splitRecords } from './codec.ts';
import type { CaptureRecord } from './records.ts';

const CHUNK: CaptureRecord = {
  type: 'chunk',
  t: 1.5,
  conn: 7,
  direction: 'server-to-client',
  bytes: Uint8Array.of(1, 2, 3),
};

describe('a run of records', () => {
  const other: CaptureRecord = { type: 'cleared', t: 2 };
  const [chunk, json] = [encodeRecord(CHUNK), encodeRecord(other)];
  const run = Uint8Array.of(...chunk, ...json, ...chunk);

  test('is counted by its records and what they carry', () => {
    expect(countRecords(run)).toEqual({ records: 3, bytes: 6 });
    expect(countRecords(new Uint8Array(0))).toEqual({ records: 0, bytes: 0 });
  });

  test('is cut between two records, wherever the room ends', () => {
    const cuts = [0, chunk.length, chunk.length + json.length, run.length];
    for (let room = 0; room <= run.length; room++) {
      expect(splitRecords(run, room)).toBe(cuts.findLast((cut) => cut <= room));
    }
  });
});
