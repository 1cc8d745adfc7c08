import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** The one that a lab would start, or undefined where there is none. */
export async function findNginx(): Promise<string | undefined> {
  // A shell ends nginx when the lab is gone, and that shell is a POSIX one.
  if (process.platform === 'win32') return undefined;
  try {
    const { stderr } = await promisify(execFile)('nginx', ['-v']);
    return /nginx\/(\S+)/.exec(stderr)?.[1];
  } catch {
    return undefined;
  }
}

/*
 * Ends nginx when the lab is gone, however it went: the pipe on standard input is then closed. `exec` makes nginx of the
 * shell, so that its process is the child that was started.
 */
const GUARD = 'exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) & exec "$@" 3<&- </dev/null';

/** nginx says this when it has read its configuration anew: from then on new connections get it. */
const RELOADED = 'gracefully shutting down';
const RELOAD_MS = 3_000;
const STOP_MS = 2_000;
const MOST_LINES = 20;

/** A running nginx in the foreground, in a process group of its own: Ctrl-C is for the lab, which ends it in good order. */
export class NginxProcess {
  readonly #child: ChildProcess;
  readonly #trouble: string[] = [];
  readonly #waiting = new Set<(line: string) => void>();
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;

  /** `trouble` is told of each line that is more than a notice. */
  constructor(configuration: string, folder: string, trouble: (line: string) => void) {
    const args = ['nginx', '-p', folder, '-e', 'stderr', '-c', configuration];
    this.#child = spawn('/bin/sh', ['-c', GUARD, 'sh', ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.on('error', (error) => this.#complain(error.message, trouble));
    this.ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('exit', () => {
        this.#end('SIGKILL');
        resolve();
      });
    });
    if (this.#child.stderr === null) return;
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      for (const wait of this.#waiting) wait(line);
      // An old worker says so of connections that it was told to give up: that is no trouble.
      if (/open socket #\d+ left|: aborting$/.test(line)) return;
      if (/\[(?:warn|error|crit|alert|emerg)\]/.test(line)) this.#complain(line, trouble);
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it complained of, newest last. */
  get trouble(): readonly string[] {
    return this.#trouble;
  }

  /** Has it read its configuration anew. Resolves when new connections get it, or when it does not say so in time. */
  async reload(): Promise<void> {
    if (!this.isRunning) return;
    const said = new Promise<void>((resolve) => {
      const look = (line: string): void => {
        if (!line.includes(RELOADED) && !line.includes('[emerg]')) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
    this.#child.kill('SIGHUP');
    await Promise.race([said, this.ended, later(RELOAD_MS)]);
  }

  /** Ends it and all of its workers. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#child.kill('SIGTERM');
    await Promise.race([this.ended, later(STOP_MS)]);
    if (!this.isRunning) return;
    this.#end('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** What is left of its group: the guard, and workers that had not ended yet. */
  #end(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody is left.
    }
  }

  #complain(line: string, trouble: (line: string) => void): void {
    this.#trouble.push(line);
    if (this.#trouble.length > MOST_LINES) this.#trouble.shift();
    trouble(line);
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
