import { readFile } from 'node:fs/promises';
import { RecordingError } from '../../contract/codec.ts';
import { decodeRecording } from '../../contract/recording-file.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { UsageError } from './usage-error.ts';

export interface ReadRecording {
  readonly trace: Trace;
  /** What people are told when only a part of the file could be read. */
  readonly damage: string | undefined;
}

/** Reads a recording file. Throws UsageError when it cannot be read, or is no recording. */
export async function readRecording(file: string): Promise<ReadRecording> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `The recording ${file} cannot be read (${error.code ?? error.message}). Check the path.`,
    );
  });
  const trace = new Trace(decoding);
  try {
    const { records, error } = decodeRecording(bytes);
    for (const record of records) trace.apply(record);
    const damage = error && `${file}: ${error.message} What comes before is used: ${records.length} records.`;
    return { trace, damage };
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
