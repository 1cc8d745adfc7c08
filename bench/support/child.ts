import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of this folder in a process of its own, which is asked and answers over the channel that Node gives it. */
export class Child {
  readonly #process: ChildProcess;
  readonly #name: string;

  constructor(file: string, args: readonly string[], execArgv: readonly string[] = []) {
    this.#name = file;
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
      execArgv: [...execArgv, '--import', 'tsx'],
    });
  }

  /** The next thing it says. Rejects when it ends instead. */
  async heard<T>(): Promise<T> {
    const over = new AbortController();
    const said = once(this.#process, 'message', { signal: over.signal }) as Promise<[T]>;
    const ended = once(this.#process, 'exit', { signal: over.signal }).then(
      ([code, signal]: unknown[]): never => {
        throw new Error(`${this.#name} ended by itself: ${String(signal ?? code)}.`);
      },
    );
    try {
      const [answer] = await Promise.race([said, ended]);
      return answer;
    } finally {
      over.abort();
      await Promise.allSettled([said, ended]);
    }
  }

  tell(question: object): void {
    this.#process.send(question);
  }

  ask<T>(question: object): Promise<T> {
    this.tell(question);
    return this.heard<T>();
  }

  /** Such programs end when nobody asks them any more. */
  async stop(): Promise<void> {
    if (!this.#process.connected) return;
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }
}
