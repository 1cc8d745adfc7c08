import { opposite, type Direction } from '../../contract/direction.ts';
import type { Trace } from '../trace.ts';
import { http2Frames } from './http2-frames.ts';

/** DATA that one stream carried before its reader sent a WINDOW_UPDATE for it (RFC 9113 §6.9). */
export interface UncreditedData {
  readonly conn: number;
  readonly streamId: number;
  /** Payload bytes, padding included: what a window counts. */
  readonly bytes: number;
  /** The last of its DATA frames. */
  readonly row: number;
}

/** The most of it, over all streams of the `http2` origin. Undefined while there is none. */
export function mostUncredited(trace: Trace, direction: Direction): UncreditedData | undefined {
  const credited = new Map<string, number>();
  const key = (conn: number, streamId: number): string => `${conn}/${streamId}`;
  for (const { row, conn, frame } of http2Frames(trace, 'WINDOW_UPDATE', opposite(direction))) {
    const stream = key(conn, frame.streamId);
    if (!credited.has(stream)) credited.set(stream, row);
  }
  const sums = new Map<string, UncreditedData>();
  for (const { row, conn, frame } of http2Frames(trace, 'DATA', direction)) {
    const stream = key(conn, frame.streamId);
    if (row > (credited.get(stream) ?? Infinity)) continue;
    const bytes = (sums.get(stream)?.bytes ?? 0) + frame.length;
    sums.set(stream, { conn, streamId: frame.streamId, bytes, row });
  }
  return [...sums.values()].toSorted((a, b) => b.bytes - a.bytes)[0];
}
