/** A length of time for people: `0 ms`, `420 ms`, `4.2 s`, `2 min 5 s`. Negative lengths count as 0. */
export function formatDuration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 59_950) return `${(length / 1000).toFixed(1)} s`;
  const seconds = Math.round(length / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A number of bytes for people, in decimal units: `0 B`, `812 B`, `1.2 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 connection`, `6 connections`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
