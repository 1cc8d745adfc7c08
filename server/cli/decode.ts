import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { decodeRecording, RecordingError } from '../../contract/codec.ts';
import { frameJson, frameLine, wireOrder } from '../../trace/export/frame-json.ts';
import { Trace } from '../../trace/trace.ts';
import { UsageError } from './usage-error.ts';

export const DECODE_HELP = `wire101 decode <recording> [--json]

Prints every frame of a recording, one line each, in wire order.
  --json   one JSON object a line, with the specification's names`;

/** How many lines are joined before they are written out. */
const LINES_A_WRITE = 1_000;

/** Writes lines and waits where the reader is slow; a reader that went away (a closed pipe) ends it quietly. */
async function writeLines(lines: Iterable<string>, output: NodeJS.WritableStream): Promise<void> {
  let gone = false;
  output.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const text = batch.join('');
    batch = [];
    if (text === '' || gone) return;
    await new Promise<void>((resolve) =>
      output.write(text, () => {
        resolve();
      }),
    );
  };
  for (const line of lines) {
    batch.push(`${line}\n`);
    if (batch.length >= LINES_A_WRITE) await flush();
    if (gone) return;
  }
  await flush();
}

/** `wire101 decode`: answers with the exit code. */
export async function decode(
  args: readonly string[],
  output: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    await writeLines([DECODE_HELP], output);
    return 0;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new UsageError('decode takes one recording: wire101 decode <recording> [--json]');
  }
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `The recording ${file} cannot be read (${error.code ?? error.message}). Check the path.`,
    );
  });
  let decoded;
  try {
    decoded = decodeRecording(bytes);
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
  const trace = new Trace();
  for (const record of decoded.records) trace.apply(record);
  const print = values.json
    ? (row: number) => JSON.stringify(frameJson(trace, row))
    : (row: number) => frameLine(trace, row);
  const lines = wireOrder(trace).values();
  await writeLines(
    (function* () {
      for (const row of lines) yield print(row);
    })(),
    output,
  );
  if (!decoded.error) return 0;
  process.stderr.write(
    `${file}: ${decoded.error.message} The ${decoded.records.length} records before it were decoded.\n`,
  );
  return 1;
}
