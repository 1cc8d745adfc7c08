import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from './decode.ts';
import { diff } from './diff.ts';
import { exportRecording } from './export.ts';

const RECORDING = fileURLToPath(new URL('../../tests/fixtures/recording-v1.w101', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wire101-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => path.join(folder, name);

/** Standard output, for one command. */
class Output extends Writable {
  readonly #parts: Buffer[] = [];
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
  override _write(part: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.#parts.push(part);
    callback();
  }
}

async function printed(run: (output: Output) => Promise<number>): Promise<string> {
  const output = new Output();
  expect(await run(output)).toBe(0);
  return output.bytes.toString();
}

describe('wire101 export', () => {
  it.each([
    ['all.pcapng', (bytes: Buffer) => bytes.readUInt32LE(0) === 0x0a0d0d0a],
    ['all.har', (bytes: Buffer) => bytes.toString().startsWith('{"log":{"version":"1.2"')],
    ['all.txt', (bytes: Buffer) => bytes.toString().startsWith('Recording of ')],
    ['all.JSON', (bytes: Buffer) => Array.isArray(JSON.parse(bytes.toString()))],
  ])('takes the format from the ending of %s', async (name, isRight) => {
    const output = new Output();
    expect(await exportRecording([RECORDING, '--out', inFolder(name)], output)).toBe(0);
    expect(output.bytes).toHaveLength(0);
    expect(isRight(await readFile(inFolder(name)))).toBe(true);
  });

  it('writes to standard output what it would write to a file', async () => {
    for (const [format, ending] of [
      ['pcapng', 'pcapng'],
      ['har', 'har'],
      ['text', 'txt'],
      ['json', 'json'],
    ] as const) {
      const file = inFolder(`same.${ending}`);
      await exportRecording([RECORDING, '--out', file]);
      const output = new Output();
      await exportRecording([RECORDING, '--format', format], output);
      expect(output.bytes.equals(await readFile(file)), format).toBe(true);
    }
  });

  it('writes over a file only when it is told to', async () => {
    const file = inFolder('mine.txt');
    await writeFile(file, 'mine');
    await expect(exportRecording([RECORDING, '--out', file])).rejects.toThrow(
      `${file} is there already. Give another name, or --force to write over it.`,
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(await exportRecording([RECORDING, '--out', file, '--force'])).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('Recording of ');
  });

  it('says in one line what is wrong, and what to do', async () => {
    const cases: [string[], string][] = [
      [[], 'export takes one recording'],
      [[RECORDING, 'another'], 'export takes one recording'],
      [[RECORDING], 'Name a format with --format, or a file with --out. There are: pcapng, har, text, json.'],
      [[RECORDING, '--format', 'xml'], 'There is no format "xml". There are: pcapng'],
      [[RECORDING, '--out', 'x.xml'], 'The ending of x.xml tells no format: name it with --format.'],
      [[RECORDING, '--fromat', 'har'], "Unknown option '--fromat'. See wire101 export --help."],
      [[inFolder('none'), '--format', 'har'], 'cannot be read (ENOENT). Check the path.'],
      [[fileURLToPath(import.meta.url), '--format', 'har'], 'is not a Wire 101 recording'],
      [[RECORDING, '--out', inFolder('no/where.har')], 'cannot be written (ENOENT). Check the path.'],
    ];
    for (const [args, message] of cases) {
      const error: unknown = await exportRecording(args).catch((reason: unknown) => reason);
      expect(error, args.join(' ')).toMatchObject({ name: 'UsageError' });
      expect((error as Error).message).toContain(message);
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it('keeps packets from a terminal', async () => {
    const terminal = Object.assign(new Output(), { isTTY: true });
    await expect(exportRecording([RECORDING, '--format', 'pcapng'], terminal)).rejects.toThrow('--out');
    expect(await exportRecording([RECORDING, '--format', 'text'], terminal)).toBe(0);
  });

  it('exports what is left of a damaged recording, and ends with 1', async () => {
    const cut = inFolder('cut.w101');
    await writeFile(cut, (await readFile(RECORDING)).subarray(0, 20_000));
    const output = new Output();
    expect(await exportRecording([cut, '--format', 'json'], output)).toBe(1);
    expect((JSON.parse(output.bytes.toString()) as unknown[]).length).toBeGreaterThan(10);
  });

  it('ends quietly when nobody reads on', async () => {
    const gone = new Writable({
      write: (_part, _encoding, callback) => callback(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    expect(await exportRecording([RECORDING, '--format', 'text'], gone)).toBe(0);
  });

  it('prints contents, real ports and help when it is asked to', async () => {
    const text = await printed((output) =>
      exportRecording([RECORDING, '--format', 'text', '--bodies'], output),
    );
    expect(text).toContain('| {"data":"from curl"}');
    const real = await printed((output) =>
      exportRecording([RECORDING, '--format', 'pcapng', '--real-ports'], output),
    );
    expect(real).toContain('Decode HTTP/2 with: -d tcp.port==');
    expect(await printed((output) => exportRecording(['--help'], output))).toMatch(
      /^wire101 export <recording>/,
    );
  });
});

describe('wire101 diff', () => {
  it('finds a recording equal to itself', async () => {
    const text = await printed((output) => diff([RECORDING, RECORDING], output));
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toMatch(/^Exchanges: 31 the same, 0 changed, 0 only in a, 0 only in b\./);
  });

  it('tells what one recording has and the other has not', async () => {
    const cut = inFolder('half.w101');
    await writeFile(cut, (await readFile(RECORDING)).subarray(0, 20_000));
    const output = new Output();
    expect(await diff([RECORDING, cut, '--json'], output)).toBe(1);
    const { exchanges } = JSON.parse(output.bytes.toString()) as { exchanges: { kind: string }[] };
    expect(new Set(exchanges.map(({ kind }) => kind))).toContain('only-a');
  });

  it('says what it needs', async () => {
    await expect(diff([RECORDING])).rejects.toThrow('diff takes two recordings');
    await expect(diff(['--sideways'])).rejects.toThrow('See wire101 diff --help.');
    expect(await printed((output) => diff(['--help'], output))).toMatch(/^wire101 diff <a> <b>/);
  });
});

describe('wire101 decode', () => {
  it('prints a line a frame, as text or as JSON', async () => {
    const text = await printed((output) => decode([RECORDING], output));
    const json = await printed((output) => decode([RECORDING, '--json'], output));
    expect(text.trimEnd().split('\n')).toHaveLength(280);
    const frames = json
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { layer: string });
    expect(frames).toHaveLength(280);
    expect(frames[0]).toMatchObject({ layer: 'http1', type: 'request', summary: 'GET /hello?name=a%20b' });
  });

  it('says what it does not know', async () => {
    await expect(decode(['--jsno'])).rejects.toThrow("Unknown option '--jsno'. See wire101 decode --help.");
    await expect(decode([])).rejects.toThrow('decode takes one recording');
  });
});
