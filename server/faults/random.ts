/**
 * Numbers from 0 up to but not including 1 that look random and are the same for the same seeds: the generator known as
 * Mulberry32, begun at a mix of all seeds.
 */
export function createRandom(...seeds: readonly number[]): () => number {
  let state = 0;
  for (const seed of seeds) state = Math.imul(state ^ seed, 0x9e37_79b1) + 0x6d2b_79f5;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
