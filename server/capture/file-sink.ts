import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Recorder } from './recorder.ts';

export interface FileSink {
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

/**
 * Writes the whole recording to a file while it grows: what memory drops stays there. Rejects when the file cannot be
 * made. A later error (a full disk) is reported once; what was written until then can be opened.
 */
export async function recordToFile(
  recorder: Recorder,
  file: string,
  report: (error: Error) => void,
): Promise<FileSink> {
  const handle = await open(file, 'w');
  const stream = createWriteStream(file, { fd: handle });
  const done = finished(stream).catch((error: Error) => {
    cancel();
    report(error);
  });
  const write = (bytes: Uint8Array): void => {
    if (stream.writable) stream.write(bytes);
  };
  // Subscribing flushes to listeners that were there before; the snapshot then holds all until now, the batches the rest.
  const cancel = recorder.subscribe({ batch: write });
  for (const part of recorder.file()) write(part);
  return {
    async close() {
      recorder.flush();
      cancel();
      if (!stream.destroyed) stream.end();
      await done;
    },
  };
}
