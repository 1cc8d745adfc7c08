/** Input that is made to make a decoder keep too much. */
export interface Attack {
  readonly name: string;
  /** Runs the attack, and calls `look` now and then while everything that the decoder holds is still held. */
  run(look: () => void): Outcome;
}

export interface Outcome {
  /** The bytes that were fed. */
  readonly fed: number;
  /** What may be held at any moment, in bytes beyond what was held before. Made from the limits that are named. */
  readonly limit: number;
}

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** Room for what has no limit of its own: a window's spare buffer, counters, the heap's own unrest. */
export const SLACK = 1024 * KiB;

const CHUNK_BYTES = 64 * KiB;
const LOOKS = 8;

/** Feeds `head` once, then `unit` over and over in chunks as a socket gives them, up to `total` bytes. */
export function flood(
  feed: (chunk: Uint8Array) => void,
  look: () => void,
  {
    head = '',
    unit,
    total,
  }: { readonly head?: Uint8Array | string; readonly unit: Uint8Array | string; readonly total: number },
): number {
  const first = Buffer.from(head);
  const one = Buffer.from(unit);
  const chunk = new Uint8Array(Math.max(1, Math.floor(CHUNK_BYTES / one.length)) * one.length);
  for (let at = 0; at < chunk.length; at += one.length) chunk.set(one, at);
  if (first.length > 0) feed(new Uint8Array(first));
  let fed = first.length;
  let next = 0;
  while (fed < total) {
    feed(chunk);
    fed += chunk.length;
    if (fed < next) continue;
    look();
    next += total / LOOKS;
  }
  look();
  return fed;
}
