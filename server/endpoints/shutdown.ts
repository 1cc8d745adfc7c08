import type { Cancel, Clock, Goodbye } from '../context.ts';

/** How long open streams get to say goodbye before the listeners close what is left. */
const GOODBYE_MS = 1_000;

/** What is said when nobody says anything else. 1001 is Going Away (RFC 6455 §7.4.1). */
const SHUTTING_DOWN: Goodbye = { closeCode: 1001, reason: 'The lab is shutting down.', retryMs: 0 };

/** Keeps what has to be told when the lab shuts down: every open stream and WebSocket. */
export interface Shutdown {
  onShutdown(task: (goodbye: Goodbye) => void): Cancel;
  /** Tells all of them. Resolves when each has ended, or after a second. */
  close(clock: Clock, goodbye?: Goodbye): Promise<void>;
  /** How many would be told. */
  readonly size: number;
}

export function createShutdown(): Shutdown {
  const tasks = new Set<(goodbye: Goodbye) => void>();
  let said: Goodbye | undefined;
  let whenEmpty = (): void => {};

  return {
    onShutdown(task) {
      // A set would take the same function for the same stream.
      const own = (goodbye: Goodbye): void => task(goodbye);
      tasks.add(own);
      // Who comes this late is told as well, once its handler has set up what the task needs.
      const goodbye = said;
      if (goodbye !== undefined) queueMicrotask(() => own(goodbye));
      return () => {
        if (tasks.delete(own) && tasks.size === 0) whenEmpty();
      };
    },
    async close(clock, goodbye = SHUTTING_DOWN) {
      said = goodbye;
      const ended = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      for (const task of [...tasks]) task(goodbye);
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
