import type { Random } from './random.ts';

/** Bytes that stand on an edge of some field. */
const EDGES = [0x00, 0x01, 0x7e, 0x7f, 0x80, 0x0a, 0x0d, 0x20, 0x3a, 0xfe, 0xff];

/** Replaces `bytes[from]` to `bytes[to - 1]` by `middle`. */
function splice(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const out = new Uint8Array(from + middle.length + bytes.length - to);
  out.set(bytes.subarray(0, from));
  out.set(middle, from);
  out.set(bytes.subarray(to), from + middle.length);
  return out;
}

const NOTHING = new Uint8Array(0);

function mutateOnce(random: Random, bytes: Uint8Array, words: readonly Uint8Array[]): Uint8Array {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.length(40));
  switch (random.below(8)) {
    case 0:
    case 1: {
      const out = bytes.slice();
      if (at < out.length) out[at] = (out[at] as number) ^ (1 << random.below(8));
      return out;
    }
    case 2: {
      const out = bytes.slice();
      if (at < out.length) out[at] = random.pick(EDGES);
      return out;
    }
    case 3:
      return splice(bytes, at, to, NOTHING);
    case 4:
      return splice(bytes, at, at, bytes.subarray(at, to));
    case 5:
      return splice(bytes, at, at, random.pick(words));
    case 6:
      return splice(bytes, at, at, random.bytes(1 + random.below(4)));
    default:
      return bytes.slice(0, at);
  }
}

/** A copy with a few faults: bits turned, bytes on an edge, parts lost, doubled or cut off, words of the protocol put in. */
export function mutate(random: Random, bytes: Uint8Array, words: readonly Uint8Array[]): Uint8Array {
  let out = bytes;
  for (let count = 1 + random.below(4); count > 0; count--) out = mutateOnce(random, out, words);
  return out;
}
