import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePcapng } from '../../trace/export/pcapng.ts';
import type { Trace } from '../../trace/trace.ts';
import { runTool } from './tools.ts';

/** Writes the trace as a capture file for the time of `use`. */
export async function withCapture<T>(trace: Trace, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-bench-'));
  const file = join(folder, 'bench.pcapng');
  try {
    await writeFile(file, Buffer.concat([...encodePcapng(trace, { version: 'bench', realPorts: true })]));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lists one field of every frame with tshark: how many values it found, and how long it took in milliseconds. */
export async function tsharkFields(
  file: string,
  field: string,
  decodeAs: string,
): Promise<{ readonly values: number; readonly ms: number }> {
  const start = performance.now();
  const out = await runTool('tshark', ['-r', file, '-d', decodeAs, '-T', 'fields', '-e', field], 'tshark');
  const ms = performance.now() - start;
  const values = out.split('\n').reduce((sum, line) => sum + (line === '' ? 0 : line.split(',').length), 0);
  return { values, ms };
}
