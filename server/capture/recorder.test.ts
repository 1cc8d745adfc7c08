import { describe, expect, it } from 'vitest';
import { decodeRecords } from '../../contract/codec.ts';
import type { CaptureRecord, RecordOf } from '../../contract/records.ts';
import { decodeAll, setUp, types } from './testing.ts';

describe('Recorder', () => {
  it('keeps records in the order they came, the lab first', () => {
    const { open, chunk, kept, close } = setUp();
    open(1);
    chunk(1, 'hello');
    close(1);
    expect(types(kept())).toEqual(['lab', 'connection-opened 1', 'chunk 1', 'connection-closed 1']);
    const [, , record] = kept();
    expect(record).toMatchObject({ direction: 'server-to-client', t: 5 });
    expect(Buffer.from((record as RecordOf<'chunk'>).bytes).toString()).toBe('hello');
  });

  it('gives a listener every record after its snapshot once, in batches', () => {
    const { recorder, clock, open, chunk } = setUp();
    open(1);
    const batches: Uint8Array[] = [];
    const cancel = recorder.subscribe({ batch: (batch) => batches.push(batch) });
    const before = recorder.snapshot();
    chunk(1, 'a');
    chunk(1, 'b');
    expect(batches).toHaveLength(0);
    clock.run();
    expect(batches).toHaveLength(1);
    chunk(1, 'x'.repeat(2_000_000));
    clock.run();
    cancel();
    chunk(1, 'not heard');
    clock.run();
    const heard = [...decodeAll(before), ...decodeAll(batches)];
    expect(types(heard)).toEqual(['lab', 'connection-opened 1', 'chunk 1', 'chunk 1', 'chunk 1']);
    expect((heard[4] as RecordOf<'chunk'>).bytes).toHaveLength(2_000_000);
  });

  it('drops whole closed connections, oldest first, and counts them exactly', () => {
    const { recorder, open, close, chunk, kept } = setUp(10_000);
    for (let conn = 1; conn <= 12; conn++) {
      open(conn);
      chunk(conn, 'x'.repeat(1_000));
      if (conn > 1) close(conn);
    }
    expect(recorder.keptBytes).toBeLessThanOrEqual(10_000);
    const records = kept();
    const dropped = records.filter((record) => record.type === 'dropped');
    const gone = dropped.reduce((sum, record) => sum + record.records, 0);
    expect(gone).toBeGreaterThan(0);
    expect(gone % 3).toBe(0);
    expect(dropped.reduce((sum, record) => sum + record.bytes, 0)).toBe((gone / 3) * 1_000);
    const left = records.filter((record) => record.type === 'connection-opened').map((record) => record.conn);
    expect(left).toEqual([1, ...Array.from({ length: 11 - gone / 3 }, (_, i) => i + 2 + gone / 3)]);
    expect(records.length + gone).toBe(1 + 12 * 2 + 11 + dropped.length);
  });

  it('drops the bytes, not the facts, of an open connection when nothing else is left to drop', () => {
    const { recorder, open, chunk, kept } = setUp(10_000);
    const told: CaptureRecord[] = [];
    const heard: CaptureRecord[] = [];
    recorder.subscribe({
      batch: (batch) => heard.push(...decodeRecords(batch)),
      memoryOnly: (batch) => told.push(...decodeRecords(batch)),
    });
    open(1);
    open(2);
    chunk(2, 'small');
    for (let i = 0; i < 20; i++) chunk(1, 'x'.repeat(1_000));
    recorder.flush();
    const dropped = kept().filter((record) => record.type === 'dropped');
    expect(told).toEqual(dropped);
    expect(dropped.every((record) => record.conn === 1 && record.bytes === record.records * 1_000)).toBe(
      true,
    );
    const chunks = kept().filter((record) => record.type === 'chunk' && record.conn === 1).length;
    expect(chunks + dropped.reduce((sum, record) => sum + record.records, 0)).toBe(20);
    expect(types(kept())).toContain('connection-opened 1');
    expect(types(kept())).toContain('chunk 2');
    expect(heard.filter((record) => record.type === 'chunk')).toHaveLength(21);
    expect(types(heard)).not.toContain('dropped 1');
  });

  it('gives back the chunks of a connection, unless some were dropped', () => {
    const { recorder, open, chunk } = setUp(10_000);
    open(1);
    open(2);
    recorder.addChunk(1, 'client-to-server', 2).write('up');
    chunk(2, 'other');
    chunk(1, 'down');
    const chunks = recorder.chunksOf(1)?.map(({ direction, bytes }) => `${direction} ${bytes.toString()}`);
    expect(chunks).toEqual(['client-to-server up', 'server-to-client down']);
    expect(recorder.chunksOf(3)).toEqual([]);
    for (let i = 0; i < 20; i++) chunk(1, 'x'.repeat(1_000));
    expect(recorder.chunksOf(1)).toBe(undefined);
  });

  it('begins anew on clear, with the records of what is still open', () => {
    const { recorder, open, close, chunk, kept } = setUp();
    const restarts: string[] = [];
    recorder.subscribe({ batch: () => {}, restarted: () => restarts.push(recorder.id) });
    const before = recorder.id;
    open(1);
    chunk(1, 'kept');
    open(2);
    chunk(2, 'gone');
    close(2);
    recorder.append({ type: 'operation', t: 1, op: 1, event: 'issued', client: 'browser' });
    recorder.append({ type: 'operation', t: 1, op: 2, event: 'issued', client: 'browser' });
    recorder.append({ type: 'operation', t: 1, op: 1, event: 'closed', client: 'browser' });
    recorder.clear();
    expect(types(kept())).toEqual(['lab', 'connection-opened 1', 'chunk 1', 'operation', 'cleared']);
    expect(restarts).toEqual([recorder.id]);
    expect(recorder.id).not.toBe(before);
    chunk(1, 'more');
    close(1);
    recorder.clear();
    expect(types(kept())).toEqual(['lab', 'operation', 'cleared']);
  });
});
