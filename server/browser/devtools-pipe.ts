import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** What a command answers, or what an event tells. Whoever asks knows its shape. */
export type DevtoolsValue = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: DevtoolsValue;
  readonly result?: DevtoolsValue;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

interface Waiting {
  readonly resolve: (result: DevtoolsValue) => void;
  readonly reject: (error: Error) => void;
}

/** How long the browser has to end by itself. */
const END_MS = 3_000;

/**
 * A Chromium-family browser driven over the DevTools protocol by two pipes: no port that others could reach, and no
 * package. Messages are JSON, each ended by a zero byte.
 */
export class DevtoolsPipe {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(method: string, params: DevtoolsValue, session: string) => void>();
  readonly #ended: Promise<void>;
  #nextId = 1;
  #rest = '';

  constructor(program: string, args: readonly string[]) {
    const child = spawn(program, ['--remote-debugging-pipe', ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#output.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    // A browser that ends leaves a pipe nobody reads; what waits is told below.
    this.#input.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`The browser ended: ${reason}`));
        this.#waiting.clear();
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(`${signal ?? `code ${code ?? 0}`}`));
    });
  }

  /** Runs a command of the protocol, in a tab's session if one is given. */
  send(method: string, params: DevtoolsValue = {}, sessionId?: string): Promise<DevtoolsValue> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null) return reject(new Error('The browser has ended.'));
      this.#waiting.set(id, { resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Hears every event until the returned function is called. */
  listen(listener: (method: string, params: DevtoolsValue, session: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.send('Browser.close').catch(() => {});
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  get #input(): Writable {
    return this.#child.stdio[3] as Writable;
  }
  get #output(): Readable {
    return this.#child.stdio[4] as Readable;
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#receive(JSON.parse(part) as Message);
  }

  #receive({ id, method, params, result, error, sessionId }: Message): void {
    if (id === undefined) {
      for (const listener of this.#listeners) listener(method ?? '', params ?? {}, sessionId ?? '');
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result ?? {});
  }
}
