import type { Rows } from '../../trace/lists.ts';
import type { Trace } from '../../trace/trace.ts';

/** What two frames can share, from narrow to wide. */
export const COMPANIES = ['exchange', 'stream', 'connection'] as const;
export type Company = (typeof COMPANIES)[number];

type NeighbourSource = Pick<Trace, 'frames' | 'framesOfConnection' | 'clearedAt'>;

/** The number of the exchange, stream or connection that a frame is of; undefined when it is of none. */
export function companyNumber({ frames }: Pick<Trace, 'frames'>, frame: number, company: Company) {
  switch (company) {
    case 'exchange':
      return frames.exchange(frame) || undefined;
    case 'stream':
      return frames.streamId(frame) < 0 ? undefined : frames.streamId(frame);
    case 'connection':
      return frames.conn(frame);
  }
}

/**
 * The next (1) or previous (-1) frame of the same exchange, of the same stream of its connection, or of the same
 * connection, that was complete by `now`. Undefined when there is none, or the frame is of no such thing.
 */
export function neighbourOf(
  source: NeighbourSource,
  frame: number,
  company: Company,
  direction: 1 | -1,
  now: number,
): number | undefined {
  const { frames, clearedAt } = source;
  const wanted = companyNumber(source, frame, company);
  if (wanted === undefined) return undefined;
  const rows = source.framesOfConnection(frames.conn(frame));
  for (let at = placeIn(rows, frame) + direction; at >= 0 && at < rows.length; at += direction) {
    const other = rows.at(at) as number;
    if (frames.tEnd(other) > now || frames.tEnd(other) < clearedAt) return undefined;
    if (companyNumber(source, other, company) === wanted) return other;
  }
  return undefined;
}

/** Rows are in rising order. */
function placeIn(rows: Rows, frame: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows.at(middle) as number) < frame) low = middle + 1;
    else high = middle;
  }
  return low;
}
