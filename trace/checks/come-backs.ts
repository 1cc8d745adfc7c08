import type { OriginId } from '../../contract/origin.ts';
import type { Trace } from '../trace.ts';
import type { Opening } from './openings.ts';

/** Losses further apart than this are no longer one event. */
const ONE_LOSS_MS = 1_000;

/** Clients that lost their connections at one moment, and those of them that are back, in the order they came. */
export interface Loss {
  readonly at: number;
  readonly lost: number;
  readonly back: readonly Opening[];
}

/** The losses on an origin since the recording was cleared, in order: of clients whose requests carry an `op`. */
export function losses(trace: Trace, origin: OriginId): Loss[] {
  const clients = [...trace.operations.values()]
    .filter((operation) => operation.origin === origin)
    .flatMap(({ exchanges }) =>
      exchanges.flatMap(({ conn, carries }, at) => {
        const closed = trace.connections.get(conn)?.closed;
        if (!closed || carries === 'body' || closed.t < trace.clearedAt) return [];
        const next = exchanges[at + 1];
        return [{ lostAt: closed.t, back: next && { t: next.startedAt, conn: next.conn } }];
      }),
    )
    .sort((a, b) => a.lostAt - b.lostAt);
  const groups: { at: number; last: number; lost: number; back: Opening[] }[] = [];
  for (const { lostAt, back } of clients) {
    let group = groups.at(-1);
    if (!group || lostAt - group.last > ONE_LOSS_MS) {
      group = { at: lostAt, last: lostAt, lost: 0, back: [] };
      groups.push(group);
    }
    group.last = lostAt;
    group.lost += 1;
    if (back) group.back.push(back);
  }
  for (const { back } of groups) back.sort((a, b) => a.t - b.t);
  return groups;
}
