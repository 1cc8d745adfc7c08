import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/wire101.js', import.meta.url));

/** Starts the lab by its command, on free ports, and resolves once it has printed that it runs. */
export async function startLabProcess(): Promise<{ stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-bench-'));
  const child = spawn(process.execPath, [BIN, '--no-open', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    text += piece.toString();
    if (text.includes('is running')) break;
  }
  if (!text.includes('is running')) throw new Error(`The lab did not start:\n${text}`);
  return {
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
