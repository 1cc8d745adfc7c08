/** Counts the code's timers, so that it can be told when nothing goes on any more. Gives how many there are. */
export function countTimers(becameIdle: () => void): () => number {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const running = new Set<number>();
  const over = (id: number | undefined): void => {
    if (id !== undefined && running.delete(id) && running.size === 0) becameIdle();
  };
  Object.assign(globalThis, {
    setTimeout: (task: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) => {
      const id = Number(
        setTimeout(() => {
          try {
            task(...args);
          } finally {
            over(id);
          }
        }, delayMs),
      );
      running.add(id);
      return id;
    },
    setInterval: (task: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) => {
      const id = Number(setInterval(task, delayMs, ...args));
      running.add(id);
      return id;
    },
    clearTimeout: (id?: number) => {
      clearTimeout(id);
      over(id);
    },
    clearInterval: (id?: number) => {
      clearInterval(id);
      over(id);
    },
  });
  return () => running.size;
}
