import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Direction } from '../contract/direction.ts';
import { createClock } from '../server/clock.ts';
import { createNodeClient } from '../server/client/node-client.ts';
import { findProgram } from './setup/browser.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 20_000 };

/*
 * The same traffic, seen twice: by the tap, and by tshark on the loopback interface, decrypted with the key log.
 */
const missing: string[] = [];
for (const tool of ['tshark', 'curl', 'nghttp']) if (!(await findProgram(tool))) missing.push(tool);
const mayCapture =
  missing.length === 0 &&
  (await run('tshark', ['-D'], LIMIT).then(
    ({ stdout }) => /\blo\b|Loopback/.test(stdout),
    () => false,
  ));
const why =
  missing.length > 0 ? `not installed: ${missing.join(', ')}` : 'tshark may not capture on loopback';
if (!mayCapture) console.warn(`Skipped: the comparison with tshark (${why}).`);

const port = (address: string): string => new URL(address).port;

/** Resolves when the process has written something that matches. */
async function written(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> {
  let text = '';
  for await (const piece of child[stream] as AsyncIterable<Buffer>) {
    text += piece.toString();
    if (pattern.test(text)) return;
  }
  throw new Error(`The capture ended before it wrote ${pattern}: ${text}`);
}

let lab: TestLab;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wire101-tshark-'));
  lab = await startTestLab({ page: undefined, settings: { feedIntervalMs: 50 } });
});
afterAll(async () => {
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs traffic while tshark captures, and gives the capture file. */
async function capture(traffic: () => Promise<void>): Promise<string> {
  const { http1, http2 } = lab.lab.addresses;
  const file = join(folder, 'loopback.pcapng');
  const filter = `tcp port ${port(http1)} or tcp port ${port(http2)}`;
  const print = ['-P', '-l', '-T', 'fields', '-e', 'http.request.uri', '-d', `tcp.port==${port(http1)},http`];
  const child = spawn('tshark', ['-i', 'lo', '-f', filter, '-w', file, ...print], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await written(child, 'stderr', /Capture started/);
    const last = written(child, 'stdout', /last-request/);
    await traffic();
    await run('curl', ['-s', `${http1}/hello?last-request`], LIMIT);
    await last;
  } finally {
    if (child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
    }
  }
  return file;
}

/** HTTP/2 frames as `type stream flags length`, by client port and direction, as tshark lists them. */
async function framesOfTshark(file: string): Promise<Map<string, string[]>> {
  const keys = join(folder, 'keys.log');
  await writeFile(keys, `${lab.trace.keylog.join('\n')}\n`);
  const fields = [
    'tcp.srcport',
    'tcp.dstport',
    'http2.type',
    'http2.streamid',
    'http2.flags',
    'http2.length',
  ];
  const { stdout } = await run(
    'tshark',
    [
      ...[
        '-r',
        file,
        '-o',
        `tls.keylog_file:${keys}`,
        '-d',
        `tcp.port==${port(lab.lab.addresses.http2)},tls`,
      ],
      ...['-Y', 'http2', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    ],
    { ...LIMIT, maxBuffer: 64 * 1024 * 1024 },
  );
  const found = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const [from = '', to = '', ...columns] = line.split('\t');
    const fromServer = from === port(lab.lab.addresses.http2);
    const key = `${fromServer ? to : from} ${fromServer ? 'server-to-client' : 'client-to-server'}`;
    const [types = [], streams = [], flags = [], lengths = []] = columns.map((text) =>
      text === '' ? [] : text.split(','),
    );
    /* The connection preface has a stream entry but no type; it comes first. */
    const shift = streams.length - types.length;
    const frames = types.map((type, i) =>
      [Number(type), Number(streams[i + shift]), Number(flags[i]), Number(lengths[i])].join(' '),
    );
    found.set(key, [...(found.get(key) ?? []), ...frames]);
  }
  return found;
}

/** The same from the trace. */
function framesOfTrace(): Map<string, string[]> {
  const { trace } = lab;
  const found = new Map<string, string[]>();
  for (const connection of trace.connections.values()) {
    if (connection.protocol !== 'http2') continue;
    for (const direction of [
      'client-to-server',
      'server-to-client',
    ] as const satisfies readonly Direction[]) {
      const rows = [...trace.outerFrames(connection.id, direction)].filter(
        (row) => trace.frames.type(row) !== 'preface',
      );
      const typeOf = (row: number): number =>
        trace
          .rawSource(connection.id, direction)
          ?.bytes(trace.frames.start(row) + 3, trace.frames.start(row) + 4)[0] ?? -1;
      found.set(
        `${connection.clientPort} ${direction}`,
        rows.map((row) =>
          [typeOf(row), trace.frames.streamId(row), trace.frames.flags(row), trace.frames.lengthOf(row)].join(
            ' ',
          ),
        ),
      );
    }
  }
  return found;
}

test.skipIf(!mayCapture)(
  'tshark lists the same HTTP/2 frames for curl, nghttp and the Node client: type, stream, flags and length',
  async () => {
    const { http1, http2 } = lab.lab.addresses;
    const file = await capture(async () => {
      await run('curl', ['-sk', '--http2', `${http2}/hello`, `${http2}/poll`], LIMIT);
      await run(
        'curl',
        ['-sk', '--http2', '-d', '{"data":"x"}', '-H', 'content-type: application/json', `${http2}/publish`],
        LIMIT,
      );
      await run('nghttp', ['-n', `${http2}/push`, `${http2}/assets/hints.css`, `${http2}/hello`], LIMIT);
      const client = createNodeClient({
        origins: lab.lab.addresses,
        ca: lab.lab.ca,
        clock: createClock(),
        report: () => undefined,
      });
      client.open({ op: 901, transport: 'sse', origin: 'http2', path: '/sse?op=901' });
      client.open({ op: 902, transport: 'push', origin: 'http2', path: '/push?op=902' });
      await lab.until('five events and a pushed answer', (trace) => {
        const events = trace.operations.get(901)?.exchanges[0]?.messages['server-to-client'] ?? 0;
        return events >= 5 && trace.exchanges.some(({ pushed, endedAt }) => pushed && endedAt !== undefined);
      });
      await client.closeAll();
      await lab.until('every HTTP/2 connection is closed', (trace) =>
        [...trace.connections.values()].every(
          ({ protocol, state }) => protocol !== 'http2' || state === 'closed',
        ),
      );
      await run('curl', ['-s', `${http1}/hello`], LIMIT);
    });
    const theirs = await framesOfTshark(file);
    const ours = framesOfTrace();
    expect(ours.size).toBeGreaterThanOrEqual(8);
    expect([...ours.values()].flat().length).toBeGreaterThan(60);
    expect(Object.fromEntries(theirs)).toEqual(Object.fromEntries(ours));
  },
  90_000,
);
