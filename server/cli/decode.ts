import { frameJson, frameLine, wireOrder } from '../../trace/export/frame-json.ts';
import { parseArguments } from './arguments.ts';
import { readRecording } from './read-recording.ts';
import { UsageError } from './usage-error.ts';
import { writePieces } from './write-pieces.ts';

const DECODE_HELP = `wire101 decode <recording> [--json]

Prints every frame of a recording, one line each, in wire order.
  --json   one JSON object a line, with the specification's names
`;

/** `wire101 decode`: answers with the exit code. */
export async function decode(
  args: readonly string[],
  output: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  const { values, positionals } = parseArguments(
    {
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    },
    'wire101 decode',
  );
  if (values.help) {
    await writePieces([DECODE_HELP], output);
    return 0;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new UsageError('decode takes one recording: wire101 decode <recording> [--json]');
  }
  const { trace, damage } = await readRecording(file);
  const print = values.json
    ? (row: number) => JSON.stringify(frameJson(trace, row))
    : (row: number) => frameLine(trace, row);
  const lines = function* (): Generator<string, void, undefined> {
    for (const row of wireOrder(trace)) yield `${print(row)}\n`;
  };
  await writePieces(lines(), output);
  if (damage === undefined) return 0;
  process.stderr.write(`${damage}\n`);
  return 1;
}
