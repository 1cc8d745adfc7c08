import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/wire101.js', import.meta.url));

export interface LabProcess {
  /** The address of the application, and of the origin that speaks HTTP/1.1 in the clear. */
  readonly app: string;
  readonly http1: string;
  stop(): Promise<void>;
}

/** Starts the lab by its command, on free ports, and resolves once it has printed that it runs. */
export async function startLabProcess(): Promise<LabProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-bench-'));
  const child = spawn(process.execPath, [BIN, '--no-open', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    text += piece.toString();
    if (text.includes('Ctrl-C')) break;
  }
  if (!text.includes('is running')) throw new Error(`The lab did not start:\n${text}`);
  const address = (label: string): string => new RegExp(`${label} +(http\\S+)`).exec(text)?.[1] ?? '';
  return {
    app: address('in a browser'),
    http1: address('HTTP/1\\.1'),
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
