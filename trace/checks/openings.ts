import type { OriginId } from '../../contract/origin.ts';
import type { Trace } from '../trace.ts';

export interface Opening {
  readonly t: number;
  readonly conn: number;
}

/** When connections of an origin were accepted, in order. */
export function openingTimes(trace: Trace, origin: OriginId): Opening[] {
  return [...trace.connections.values()]
    .filter((connection) => connection.origin === origin && connection.openedAt >= trace.clearedAt)
    .map(({ openedAt, id }) => ({ t: openedAt, conn: id }))
    .sort((a, b) => a.t - b.t);
}

/** The most openings within a time, and the first of them. None: a count of 0. */
export function densest(
  openings: readonly Opening[],
  withinMs: number,
): { readonly count: number; readonly from: Opening | undefined } {
  let count = 0;
  let from: Opening | undefined;
  let start = 0;
  for (const [at, { t }] of openings.entries()) {
    while (t - (openings[start]?.t ?? t) > withinMs) start += 1;
    if (at - start + 1 <= count) continue;
    count = at - start + 1;
    from = openings[start];
  }
  return { count, from };
}
