/**
 * A length of time for people: `0.42 ms`, `420 ms`, `4.2 s`, `2 min 5 s`. Hundredths below 10 ms, where clocks are read
 * that finely; whole numbers stay whole. Negative lengths count as 0.
 */
export function formatDuration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 9.995) return `${Number.isInteger(length) ? length : length.toFixed(2)} ms`;
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 59_950) return `${(length / 1000).toFixed(1)} s`;
  const seconds = Math.round(length / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A number of bytes for people, in decimal units: `0 B`, `812 B`, `1.2 kB`, `3.4 MB`, `2.5 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** A position in a recording, in whole seconds: 41,900 ms is `00:41`, an hour and more `1:00:41`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/**
 * A moment of a recording, for reading: `00:41.9` while it moves, `00:41.903250` to the microsecond while it stands still,
 * since that is how finely the tap's clock is read.
 */
export function momentWords(ms: number, moving: boolean): string {
  const digits = moving ? 1 : 6;
  const unit = 10 ** digits;
  const ticks = Math.floor((Math.max(0, ms) * unit) / 1_000);
  return `${formatClock(Math.floor(ticks / unit) * 1_000)}.${String(ticks % unit).padStart(digits, '0')}`;
}

/** A step of a setting, without decimals it does not have: `10 ms`, `1 s`, `2.5 s`. */
export function formatStep(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

/** `1 connection`, `6 connections`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
