import { spawn } from 'node:child_process';

const PATIENCE_MS = 15_000;

export interface ShellRun {
  /** What it wrote to both of its outputs. */
  readonly output: string;
  /** Null when it was stopped. */
  readonly status: number | null;
}

/** Runs a command as somebody types it, until it ends, or for an endless one until its output holds `shows`, whatever the case. */
export function runInShell(command: string, shows: string, endless: boolean): Promise<ShellRun> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a pipeline ends as a whole.
    const shell = spawn('bash', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const stop = (): void => {
      try {
        process.kill(-(shell.pid as number), 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(stop, PATIENCE_MS);
    const hear = (bytes: Buffer): void => {
      output += bytes.toString('latin1');
      if (endless && output.toLowerCase().includes(shows.toLowerCase())) stop();
    };
    shell.stdout.on('data', hear);
    shell.stderr.on('data', hear);
    shell.on('error', reject);
    shell.on('close', (status) => {
      clearTimeout(timer);
      resolve({ output, status });
    });
  });
}
