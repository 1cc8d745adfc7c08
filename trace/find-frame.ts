import type { FrameQuery } from '../contract/frame-query.ts';
import type { Exchange } from './model.ts';
import type { Trace } from './trace.ts';

/** Rows that are looked at, at most: a frame that is not there must not cost a look at a million others. */
const MOST_ROWS = 200_000;

/** Whether a frame's row fits everything but `which`. */
function fits(trace: Trace, row: number, query: FrameQuery): boolean {
  const { frames } = trace;
  if (query.type !== undefined && frames.type(row) !== query.type) return false;
  if (query.layer !== undefined && frames.layer(row) !== query.layer) return false;
  if (query.direction !== undefined && frames.direction(row) !== query.direction) return false;
  if (query.origin !== undefined && trace.connections.get(frames.conn(row))?.origin !== query.origin)
    return false;
  if (frames.tEnd(row) < trace.clearedAt) return false;
  const exchange = trace.exchanges[frames.exchange(row) - 1];
  if (query.path !== undefined && !exchange?.target.startsWith(query.path)) return false;
  return query.header === undefined || (exchange !== undefined && hasHeader(exchange, row, query.header));
}

/** Whether the row is the head of the exchange that has the field. */
function hasHeader(exchange: Exchange, row: number, wanted: string): boolean {
  const heads = [
    [exchange.requestFrame, exchange.headers],
    [exchange.responseFrame, exchange.responseHeaders],
  ] as const;
  return heads.some(
    ([frame, fields]) =>
      frame === row && fields.some(({ name }) => name.toLowerCase() === wanted.toLowerCase()),
  );
}

/**
 * The frame that is meant; undefined when there is none so far. Of very long recordings only the first or the newest
 * 200,000 frames are searched.
 */
export function findFrame(trace: Trace, query: FrameQuery): number | undefined {
  const { length } = trace.frames;
  const most = Math.min(length, MOST_ROWS);
  for (let step = 0; step < most; step++) {
    const row = query.which === 'first' ? step : length - 1 - step;
    if (fits(trace, row, query)) return row;
  }
  return undefined;
}
