import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFileHeader } from '../../contract/codec.ts';
import { decodeRecording } from '../../contract/recording-file.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import { recordToFile, type RecordingFile } from './file-sink.ts';
import { decodeAll, setUp, types } from './testing.ts';

/** A file on a disk that has so many bytes left: a write takes what fits, and the next one fails, as with ENOSPC. */
function smallDisk(room: number) {
  let bytes: Buffer = Buffer.alloc(0);
  let isClosed = false;
  const file: RecordingFile = {
    write(chunk, offset, length, position) {
      const fits = Math.min(length, room - position);
      if (fits <= 0) {
        return Promise.reject(
          Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
        );
      }
      bytes = Buffer.concat([bytes.subarray(0, position), chunk.subarray(offset, offset + fits)]);
      return Promise.resolve({ bytesWritten: fits });
    },
    truncate(length) {
      bytes = bytes.subarray(0, length);
      return Promise.resolve();
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
  return {
    openFile: () => Promise.resolve(file),
    records: () => decodeRecording(bytes),
    size: () => bytes.length,
    isClosed: () => isClosed,
  };
}

const rawBytes = (records: readonly CaptureRecord[]): number =>
  records.reduce((sum, record) => sum + (record.type === 'chunk' ? record.bytes.length : 0), 0);

describe('a recording file', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'wire101-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('holds everything, also what memory dropped', async () => {
    const file = path.join(folder, 'all.w101');
    const { recorder, open, chunk, kept } = setUp(10_000);
    open(1);
    const troubles: string[] = [];
    const sink = await recordToFile(recorder, { file, report: (trouble) => troubles.push(trouble) });
    for (let i = 0; i < 20; i++) chunk(1, 'x'.repeat(1_000));
    await sink.close();
    const { records, error } = decodeRecording(await readFile(file));
    expect([error, troubles]).toEqual([undefined, []]);
    expect(types(records)).toEqual(['lab', 'connection-opened 1', ...Array<string>(20).fill('chunk 1')]);
    expect(types(kept())).toContain('dropped 1');
  });

  it('that cannot be made is an error', async () => {
    const { recorder } = setUp();
    const options = { file: '/nowhere/at/all.w101', report: () => {} };
    await expect(recordToFile(recorder, options)).rejects.toThrow(/ENOENT/);
  });

  it('ends under its bound with a whole record and an exact count of what is missing', async () => {
    const file = path.join(folder, 'bounded.w101');
    const { recorder, open, chunk, kept } = setUp();
    open(1);
    const troubles: string[] = [];
    const report = (trouble: string): void => void troubles.push(trouble);
    const sink = await recordToFile(recorder, { file, report, maxBytes: 10_000 });
    for (let i = 0; i < 20; i++) chunk(1, 'x'.repeat(1_000));
    recorder.flush();
    for (let i = 0; i < 5; i++) chunk(1, 'y'.repeat(10));
    await sink.close();
    const written = await readFile(file);
    const { records, error } = decodeRecording(written);
    const last = records.at(-1);
    expect(error).toBeUndefined();
    expect(written.length).toBeLessThanOrEqual(10_000);
    expect(written.length).toBeGreaterThan(8_000);
    expect(last).toMatchObject({
      type: 'dropped',
      reason: expect.stringContaining('limit of 10,000 bytes') as string,
    });
    if (last?.type !== 'dropped') return;
    expect(records.length - 1 + last.records).toBe(kept().length);
    expect(rawBytes(records) + last.bytes).toBe(20 * 1_000 + 5 * 10);
    expect(troubles).toHaveLength(1);
  });

  it.each([9, 150, 900, 5_000, 5_001, 5_002])(
    'on a disk with room for %i bytes keeps each whole record, says so, and lets memory go on',
    async (room) => {
      const disk = smallDisk(room);
      const { recorder, open, chunk, kept } = setUp();
      open(1);
      const troubles: string[] = [];
      const report = (trouble: string): void => void troubles.push(trouble);
      const sink = await recordToFile(recorder, { file: 'full.w101', report, openFile: disk.openFile });
      for (let i = 0; i < 20; i++) {
        chunk(1, 'x'.repeat(1_000));
        recorder.flush();
      }
      await sink.close();
      const { records, error } = disk.records();
      expect(error).toBeUndefined();
      const whole = records.filter(({ type }) => type !== 'dropped');
      expect(whole).toEqual(kept().slice(0, whole.length));
      expect(kept()).toHaveLength(22);
      expect(disk.isClosed()).toBe(true);
      expect(troubles).toHaveLength(1);
      expect(troubles[0]).toMatch(/^Recording to full\.w101 stopped: ENOSPC: no space left on device/);
    },
  );

  it('that is slower than the traffic stops growing before it fills the memory', async () => {
    const waiting: (() => void)[] = [];
    const bytes: Uint8Array[] = [encodeFileHeader()];
    const slow: RecordingFile = {
      write: (chunk, _offset, length, position) =>
        new Promise((resolve) =>
          waiting.push(() => {
            if (position > 0) bytes.push(chunk.slice(0, length));
            resolve({ bytesWritten: length });
          }),
        ),
      truncate: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const { recorder, open, chunk } = setUp();
    open(1);
    const troubles: string[] = [];
    const sink = await recordToFile(recorder, {
      file: 'slow.w101',
      report: (trouble) => troubles.push(trouble),
      openFile: () => Promise.resolve(slow),
      maxBacklogBytes: 100_000,
    });
    for (let i = 0; i < 200; i++) {
      chunk(1, 'x'.repeat(1_000));
      recorder.flush();
    }
    expect(troubles).toEqual([expect.stringContaining('the disk is slower than what there is to record')]);
    let isClosed = false;
    const closed = sink.close().then(() => (isClosed = true));
    while (!isClosed) {
      waiting.splice(0).forEach((write) => write());
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    const records = decodeAll(bytes.slice(1));
    const last = records.at(-1);
    expect(last?.type === 'dropped' && last.records + records.length - 1).toBe(202);
  });
});
