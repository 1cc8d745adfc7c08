/*
 * The shortest way from one sequence to the other by leaving out and putting in (E. Myers, "An O(ND) Difference Algorithm
 * and Its Variations", 1986): for each number of edits, how far one can get on each diagonal, where a diagonal is the
 * difference of the two positions.
 */

/**
 * So many edits are searched for the shortest way; then the way that got furthest is taken, and the search begins anew
 * behind it. So n items take at most n × MAX_EDITS steps and MAX_EDITS² numbers, and only very different sequences are
 * aligned by a way that may not be the shortest.
 */
export const MAX_EDITS = 1_000;

/** Positions that belong together; `undefined` on the side that has no counterpart. */
export type Pair =
  | { readonly a: number; readonly b: number }
  | { readonly a: number; readonly b: undefined }
  | { readonly a: undefined; readonly b: number };

/** A way from the start of the window to (x, y), with as many edits as `reached` has entries, less one. */
interface Way {
  readonly x: number;
  readonly y: number;
  /** For each number of edits d: the furthest x on the diagonals -d … d. */
  readonly reached: readonly Int32Array[];
}

/** Whether the best way to diagonal k with d edits comes from k + 1, by taking an item of b; else from k - 1. */
function comesFromAbove(before: Int32Array, d: number, k: number): boolean {
  if (k === -d) return true;
  if (k === d) return false;
  /* `before` begins at diagonal -(d - 1). */
  return (before[k - 1 + d - 1] as number) < (before[k + 1 + d - 1] as number);
}

function findWay(n: number, m: number, isSame: (x: number, y: number) => boolean, maxEdits: number): Way {
  const reached: Int32Array[] = [];
  let best = { x: 0, y: 0 };
  for (let d = 0; d <= maxEdits; d++) {
    const before = reached[d - 1] ?? new Int32Array(0);
    const now = new Int32Array(2 * d + 1);
    reached.push(now);
    for (let k = -d; k <= d; k += 2) {
      let x = 0;
      if (d > 0) {
        x = comesFromAbove(before, d, k)
          ? (before[k + 1 + d - 1] as number)
          : (before[k - 1 + d - 1] as number) + 1;
      }
      while (x < n && x - k < m && isSame(x, x - k)) x++;
      now[k + d] = x;
      const y = x - k;
      if (x > n || y > m) continue;
      if (x === n && y === m) return { x, y, reached };
      if (d === maxEdits && x + y >= best.x + best.y) best = { x, y };
    }
  }
  return { ...best, reached };
}

/** The pairs of a way, last one first. */
function* walkBack({ x: endX, y: endY, reached }: Way): Generator<Pair, void, undefined> {
  let x = endX;
  let y = endY;
  for (let d = reached.length - 1; d > 0; d--) {
    const before = reached[d - 1] as Int32Array;
    const k = x - y;
    const fromAbove = comesFromAbove(before, d, k);
    const previousK = fromAbove ? k + 1 : k - 1;
    const startX = (before[previousK + d - 1] as number) + (fromAbove ? 0 : 1);
    while (x > startX) yield { a: --x, b: --y };
    if (fromAbove) yield { a: undefined, b: --y };
    else yield { a: --x, b: undefined };
  }
  while (x > 0 && y > 0) yield { a: --x, b: --y };
}

/**
 * Aligns two sequences: every position of both appears once, in order, and pairs hold equal items. Two equal sequences
 * give pairs alone, empty ones nothing.
 */
export function align<T>(a: readonly T[], b: readonly T[], maxEdits = MAX_EDITS): Pair[] {
  const pairs: Pair[] = [];
  let fromA = 0;
  let fromB = 0;
  while (fromA < a.length || fromB < b.length) {
    const isSame = (x: number, y: number): boolean => a[fromA + x] === b[fromB + y];
    const way = findWay(a.length - fromA, b.length - fromB, isSame, maxEdits);
    const found = [...walkBack(way)].reverse();
    for (const pair of found) {
      const at = {
        a: pair.a === undefined ? undefined : fromA + pair.a,
        b: pair.b === undefined ? undefined : fromB + pair.b,
      };
      pairs.push(at as Pair);
    }
    fromA += way.x;
    fromB += way.y;
  }
  return pairs;
}
