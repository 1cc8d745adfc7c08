import { diffTraces } from '../../trace/diff/diff.ts';
import { diffJson, diffLines } from '../../trace/diff/text.ts';
import { parseArguments } from './arguments.ts';
import { readRecording } from './read-recording.ts';
import { UsageError } from './usage-error.ts';
import { writePieces } from './write-pieces.ts';

const DIFF_HELP = `wire101 diff <a> <b> [--all] [--json]

Says how two recordings differ, exchange by exchange and frame by frame. Times are never compared.
  --all    print what is the same too
  --json   one JSON object, with every frame

  ~ both have it, and it says something else    - only a has it    + only b has it
`;

/** `wire101 diff`: answers with the exit code, which is 0 whether they differ or not. */
export async function diff(
  args: readonly string[],
  output: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  const { values, positionals } = parseArguments(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    },
    'wire101 diff',
  );
  if (values.help) {
    await writePieces([DIFF_HELP], output);
    return 0;
  }
  const [fileA, fileB, ...others] = positionals;
  if (fileA === undefined || fileB === undefined || others.length > 0) {
    throw new UsageError('diff takes two recordings: wire101 diff <a> <b> [--json]');
  }
  const a = await readRecording(fileA);
  const b = await readRecording(fileB);
  const found = diffTraces(a.trace, b.trace);
  const lines = values.json
    ? [JSON.stringify(diffJson(a.trace, b.trace, found))]
    : diffLines(a.trace, b.trace, found, { all: values.all });
  const pieces = function* (): Generator<string, void, undefined> {
    for (const line of lines) yield `${line}\n`;
  };
  await writePieces(pieces(), output);
  const damages = [a.damage, b.damage].filter((damage) => damage !== undefined);
  for (const damage of damages) process.stderr.write(`${damage}\n`);
  return damages.length > 0 ? 1 : 0;
}
