/** Joins two byte runs. When one is empty the other is returned as it is, without a copy. */
export function concatBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  if (second.length === 0) return first;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Joins any number of byte runs. No runs give no bytes. */
export function joinBytes(runs: readonly Uint8Array[]): Uint8Array {
  if (runs.length === 1) return runs[0] as Uint8Array;
  let length = 0;
  for (const run of runs) length += run.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const run of runs) {
    joined.set(run, at);
    at += run.length;
  }
  return joined;
}
