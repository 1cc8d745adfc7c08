import type { Trace } from './trace.ts';

/** The frame's own bytes, in its own source. */
export function bytesOfRow(trace: Trace, row: number): Uint8Array {
  const { frames } = trace;
  return trace.source(frames.source(row)).bytes(frames.sourceStart(row), frames.sourceEnd(row));
}
