/** Something a button does that takes a while and may be refused. */
export class Task {
  #running = $state(false);
  #error = $state<string>();

  /** Reactive. */
  get running(): boolean {
    return this.#running;
  }
  /** Reactive. Why the last run failed, for people. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Runs it, unless it is running. What it throws becomes `error`. */
  run(work: () => Promise<void>): void {
    if (this.#running) return;
    this.#running = true;
    this.#error = undefined;
    work()
      .catch((error: unknown) => {
        this.#error = error instanceof Error ? error.message : String(error);
      })
      .finally(() => (this.#running = false))
      .catch(reportError);
  }
}
