import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { EXPORT_FORMATS, type ExportFormat } from '../../trace/export/formats.ts';
import { VERSION } from '../version.ts';
import { parseArguments } from './arguments.ts';
import { readRecording } from './read-recording.ts';
import { UsageError } from './usage-error.ts';
import { writePieces } from './write-pieces.ts';

const NAMES = EXPORT_FORMATS.map(({ name }) => name);

const EXPORT_HELP = `wire101 export <recording> [--format ${NAMES.join('|')}] [--out <file>]

Gives a recording to other programs.
${EXPORT_FORMATS.map(({ name, endings, purpose }) => `  ${name.padEnd(8)} ${purpose} (${endings.join(', ')})`).join('\n')}

  --format <name>  the format; without it, the ending of the file tells
  --out <file>     the file to write; without it, standard output
  --force          write over a file that is there
  --bodies         text: print contents and messages too
  --real-ports     pcapng: keep the server's port on HTTP/2 connections. Without it they have port 80, where Wireshark
                   finds HTTP/2 in the clear; with it, tell Wireshark: -d tcp.port==<port>,http2
`;

interface Target {
  readonly file: string | undefined;
  readonly format: ExportFormat;
}

/** The format that is named, or else the one that the file's ending tells. */
function targetOf(format: string | undefined, file: string | undefined): Target {
  const all = `There are: ${NAMES.join(', ')}.`;
  const ending = file === undefined ? '' : path.extname(file).toLowerCase();
  const found = EXPORT_FORMATS.find(({ name, endings }) =>
    format === undefined ? endings.includes(ending) : name === format,
  );
  if (found) return { file, format: found };
  if (format !== undefined) throw new UsageError(`There is no format "${format}". ${all}`);
  if (file === undefined) throw new UsageError(`Name a format with --format, or a file with --out. ${all}`);
  throw new UsageError(`The ending of ${file} tells no format: name it with --format. ${all}`);
}

async function writeFile(file: string, force: boolean, pieces: Iterable<Uint8Array | string>): Promise<void> {
  const explain = (error: NodeJS.ErrnoException): never => {
    if (error.code === 'EEXIST') {
      throw new UsageError(`${file} is there already. Give another name, or --force to write over it.`);
    }
    throw new UsageError(`${file} cannot be written (${error.code ?? error.message}). Check the path.`);
  };
  const handle = await open(file, force ? 'w' : 'wx').catch(explain);
  const stream = createWriteStream(file, { fd: handle });
  const done = finished(stream);
  try {
    await writePieces(pieces, stream);
    stream.end();
    await done;
  } catch (error) {
    stream.destroy();
    await done.catch(() => {});
    // Half a file would be taken for a whole one. What was there before us (a device, too) is not ours to remove.
    if (!force) await rm(file, { force: true });
    explain(error as NodeJS.ErrnoException);
  }
}

/** `wire101 export`: answers with the exit code. */
export async function exportRecording(
  args: readonly string[],
  output: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stdout,
): Promise<number> {
  const { values, positionals } = parseArguments(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean', default: false },
        bodies: { type: 'boolean', default: false },
        'real-ports': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    },
    'wire101 export',
  );
  if (values.help) {
    await writePieces([EXPORT_HELP], output);
    return 0;
  }
  const [recording, ...others] = positionals;
  if (recording === undefined || others.length > 0) {
    throw new UsageError('export takes one recording: wire101 export <recording> --out <file>');
  }
  const { file, format } = targetOf(values.format, values.out);
  if (file === undefined && format.name === 'pcapng' && output.isTTY === true) {
    throw new UsageError(
      'pcapng is no text for a terminal: name a file with --out, or send it through a pipe.',
    );
  }
  const { trace, damage } = await readRecording(recording);
  const pieces = format.encode(trace, {
    version: VERSION,
    bodies: values.bodies,
    realPorts: values['real-ports'],
  });
  if (file === undefined) await writePieces(pieces, output);
  else await writeFile(file, values.force, pieces);
  if (damage === undefined) return 0;
  process.stderr.write(`${damage}\n`);
  return 1;
}
