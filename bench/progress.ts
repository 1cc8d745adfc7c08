const start = performance.now();

/** Says on standard error what is being measured now, so that a run that takes minutes is seen to go on. */
export function tell(words: string): void {
  console.error(`${((performance.now() - start) / 1_000).toFixed(1).padStart(7)} s  ${words}`);
}

/** What `task` gives. Rejects, naming what it waited for, when that takes longer than `ms`. */
export async function within<T>(ms: number, what: string, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${ms / 1_000} s.`)), ms);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
