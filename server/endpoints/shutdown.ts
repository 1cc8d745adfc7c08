import type { Cancel, Clock } from '../context.ts';

/** How long open streams get to say goodbye before the listeners close what is left. */
const GOODBYE_MS = 1_000;

/** Keeps what has to be told when the lab shuts down: every open stream and WebSocket. */
export interface Shutdown {
  onShutdown(task: () => void): Cancel;
  /** Tells all of them. Resolves when each has ended, or after a second. */
  close(clock: Clock): Promise<void>;
  /** How many would be told. */
  readonly size: number;
}

export function createShutdown(): Shutdown {
  const tasks = new Set<() => void>();
  let closing = false;
  let whenEmpty = (): void => {};

  return {
    onShutdown(task) {
      // A set would take the same function for the same stream.
      const own = (): void => task();
      tasks.add(own);
      // Who comes this late is told as well, once its handler has set up what the task needs.
      if (closing) queueMicrotask(own);
      return () => {
        if (tasks.delete(own) && tasks.size === 0) whenEmpty();
      };
    },
    async close(clock) {
      closing = true;
      const ended = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      for (const task of [...tasks]) task();
      if (tasks.size === 0) return;
      let stopWaiting: Cancel = () => {};
      const late = new Promise<void>((resolve) => {
        stopWaiting = clock.after(GOODBYE_MS, resolve);
      });
      await Promise.race([ended, late]);
      stopWaiting();
    },
    get size() {
      return tasks.size;
    },
  };
}
