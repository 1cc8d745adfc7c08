import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestLab } from './test-lab.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 40_000, maxBuffer: 64 * 1024 * 1024 };
/** Between the values of one field of one packet: a character that no value has. */
const BETWEEN = '\u0001';

/** The port of an address, as text. */
export const portOf = (address: string): string => new URL(address).port;

/** Whether tshark can be run and may listen on the loopback interface; else why not. */
export async function whyNoCapture(): Promise<string | undefined> {
  try {
    const { stdout } = await run('tshark', ['-D'], LIMIT);
    return /\blo\b|Loopback/.test(stdout) ? undefined : 'tshark may not capture on loopback';
  } catch {
    return 'tshark is not installed';
  }
}

/** Resolves when the process has written something that matches. */
async function written(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> {
  let text = '';
  for await (const piece of child[stream] as AsyncIterable<Buffer>) {
    text += piece.toString();
    if (pattern.test(text)) return;
  }
  throw new Error(`The capture ended before it wrote ${pattern}: ${text}`);
}

/** Runs traffic to the lab while tshark captures it. Gives the capture file, which lies in `folder`. */
export async function captureLoopback(
  { lab }: TestLab,
  folder: string,
  traffic: () => Promise<void>,
): Promise<string> {
  const { http1, http2 } = lab.addresses;
  const file = join(folder, 'loopback.pcapng');
  const filter = `tcp port ${portOf(http1)} or tcp port ${portOf(http2)}`;
  const print = [
    '-P',
    '-l',
    '-T',
    'fields',
    '-e',
    'http.request.uri',
    '-d',
    `tcp.port==${portOf(http1)},http`,
  ];
  const child = spawn('tshark', ['-i', 'lo', '-f', filter, '-w', file, ...print], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await written(child, 'stderr', /Capture started/);
    const last = written(child, 'stdout', /last-request/);
    await traffic();
    /* What was captured is written when tshark has seen a request that comes after everything else. */
    await run('curl', ['-s', `${http1}/hello?_last-request`], LIMIT);
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

/** The values of some fields in one packet, by field; a field that is not there has none. */
export interface Packet {
  /** `client port` and direction, as in `50000 client-to-server`. */
  readonly flow: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Lists fields of every packet that `filter` lets through, decrypted with the lab's key log. */
export async function readPackets(
  { lab, trace }: TestLab,
  folder: string,
  file: string,
  filter: string,
  fields: readonly string[],
): Promise<Packet[]> {
  const keys = join(folder, 'keys.log');
  await writeFile(keys, `${trace.keylog.join('\n')}\n`);
  const servers = [portOf(lab.addresses.http1), portOf(lab.addresses.http2)];
  const options = [
    ...['-o', `tls.keylog_file:${keys}`, '-o', 'http.desegment_body:FALSE'],
    ...['-d', `tcp.port==${servers[0]},http`, '-d', `tcp.port==${servers[1]},tls`],
  ];
  const shown = ['tcp.srcport', 'tcp.dstport', ...fields].flatMap((field) => ['-e', field]);
  const { stdout } = await run(
    'tshark',
    ['-r', file, ...options, '-Y', filter, '-T', 'fields', '-E', `aggregator=${BETWEEN}`, ...shown],
    LIMIT,
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [from = '', to = '', ...columns] = line.split('\t');
      const flow = servers.includes(from) ? `${to} server-to-client` : `${from} client-to-server`;
      const values = columns.map((text): [string, string[]] => ['', text === '' ? [] : text.split(BETWEEN)]);
      return { flow, values: Object.fromEntries(values.map(([, list], at) => [fields[at] as string, list])) };
    });
}

/** Puts what packets say together by flow, in their order. */
export function byFlow(
  packets: readonly Packet[],
  read: (packet: Packet) => readonly string[],
): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const packet of packets) (found[packet.flow] ??= []).push(...read(packet));
  return found;
}
