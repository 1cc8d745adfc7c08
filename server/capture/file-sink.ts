import { open } from 'node:fs/promises';
import { countRecords, encodeRecord, splitRecords } from '../../contract/codec.ts';
import { formatBytes } from '../../wire/format.ts';
import { MAX_FILE_BACKLOG_BYTES, MAX_RECORDING_FILE_BYTES } from '../limits.ts';
import type { Recorder } from './recorder.ts';

export interface FileSink {
  /** Writes what is left, says what was left out, and closes the file. */
  close(): Promise<void>;
}

/** What is needed of a file: the part of node:fs that a full disk makes fail. */
export interface RecordingFile {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileSinkOptions {
  readonly file: string;
  /** Is told once, in one sentence, when the file takes no more. */
  readonly report: (trouble: string) => void;
  /** Bound of the file in bytes. */
  readonly maxBytes?: number;
  /** How much may wait for the disk, in bytes. */
  readonly maxBacklogBytes?: number;
  readonly openFile?: (file: string) => Promise<RecordingFile>;
}

/** The last record of a file that is not whole fits in here. */
const LAST_RECORD_BYTES = 512;

/**
 * Writes the whole recording to a file while it grows: what memory drops stays there. The file ends at the last whole
 * record that fits under its bound or on the disk; how many records and bytes are missing behind it is counted, and
 * stands in a last `dropped` record. Rejects when the file cannot be made.
 */
export async function recordToFile(recorder: Recorder, options: FileSinkOptions): Promise<FileSink> {
  const {
    file,
    report,
    maxBytes = MAX_RECORDING_FILE_BYTES,
    maxBacklogBytes = MAX_FILE_BACKLOG_BYTES,
    openFile = (name: string) => open(name, 'w'),
  } = options;
  const handle = await openFile(file);
  const queue: Uint8Array[] = [];
  const missing = { records: 0, bytes: 0 };
  let queuedBytes = 0;
  /** Everything before this is written and whole. */
  let end = 0;
  /** Why the file takes no more. */
  let stopped: string | undefined;

  const leaveOut = (records: Uint8Array): void => {
    const counted = countRecords(records);
    missing.records += counted.records;
    missing.bytes += counted.bytes;
  };
  const stop = (reason: string, advice: string): void => {
    stopped = reason;
    for (const bytes of queue.splice(0)) leaveOut(bytes);
    queuedBytes = 0;
    report(
      `Recording to ${file} stopped: ${reason}. The ${formatBytes(end)} written until then can be opened, and the lab goes on. ${advice}`,
    );
  };
  const append = async (bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, end + done);
      done += bytesWritten;
    }
    end += bytes.length;
  };
  const drain = async (): Promise<void> => {
    for (let bytes = queue.shift(); bytes !== undefined; bytes = queue.shift()) {
      queuedBytes -= bytes.length;
      const room = maxBytes - LAST_RECORD_BYTES - end;
      const fitting = end === 0 || bytes.length <= room ? bytes.length : splitRecords(bytes, room);
      try {
        if (fitting > 0) await append(bytes.subarray(0, fitting));
      } catch (error) {
        // A part of it may be there. Records behind it would have no beginning, so the file ends before it.
        await handle.truncate(end).catch(() => {});
        leaveOut(bytes);
        stop((error as Error).message, 'Make room on the disk, then start again with --record.');
        return;
      }
      if (fitting < bytes.length) {
        leaveOut(bytes.subarray(fitting));
        stop(
          `the file reached its limit of ${formatBytes(maxBytes)}`,
          'Download the recording from the page for what came last.',
        );
        return;
      }
    }
  };
  let draining: Promise<void> | undefined;
  const write = (bytes: Uint8Array): void => {
    if (stopped !== undefined) {
      leaveOut(bytes);
      return;
    }
    queue.push(bytes);
    queuedBytes += bytes.length;
    if (queuedBytes > maxBacklogBytes) {
      stop('the disk is slower than what there is to record', 'Record to a faster disk, or record less.');
      return;
    }
    draining ??= drain().finally(() => (draining = undefined));
  };

  // Subscribing flushes to listeners that were there before; the snapshot then holds all until now, the batches the rest.
  const cancel = recorder.subscribe({ batch: write });
  for (const part of recorder.file()) write(part);
  return {
    async close() {
      recorder.flush();
      cancel();
      while (draining !== undefined) await draining;
      if (stopped !== undefined) {
        const record = { type: 'dropped', t: recorder.now(), ...missing, reason: `${stopped}.` } as const;
        await append(encodeRecord(record)).catch(() => handle.truncate(end).catch(() => {}));
      }
      await handle.close();
    },
  };
}
