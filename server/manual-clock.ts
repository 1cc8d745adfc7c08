import type { Cancel, Clock } from './context.ts';

/** A clock for tests: time stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; readonly every: number | undefined; readonly task: () => void }>();

  readonly #watchers = new Set<() => void>();

  now(): number {
    return this.#now;
  }
  after(delayMs: number, task: () => void): Cancel {
    return this.#add({ at: this.#now + delayMs, every: undefined, task });
  }
  every(intervalMs: number, task: () => void): Cancel {
    return this.#add({ at: this.#now + intervalMs, every: intervalMs, task });
  }
  /** How many timers would still fire. */
  get pending(): number {
    return this.#timers.size;
  }
  /** Resolves once exactly so many timers are waiting. */
  waiting(count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.#timers.size !== count) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }
  /** Lets `ms` pass, and runs what falls due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due.at);
      if (due.every === undefined) this.#timers.delete(due);
      else due.at += due.every;
      due.task();
      this.#tell();
    }
    this.#now = until;
  }
  /** Lets `ms` pass without running anything, as when the machine sleeps. What fell due runs with the next `advance`. */
  sleep(ms: number): void {
    this.#now += ms;
  }
  #tell(): void {
    for (const check of this.#watchers) check();
  }
  #add(timer: { at: number; every: number | undefined; task: () => void }): Cancel {
    this.#timers.add(timer);
    this.#tell();
    return () => {
      this.#timers.delete(timer);
      this.#tell();
    };
  }
}
