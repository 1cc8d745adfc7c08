import type { Trace } from '../../trace/trace.ts';

/**
 * The index in `to` of the frame that is at `index` in `from`, where both were made from the same recording; records of
 * old connections may be gone from `to`. Undefined when the frame is not there.
 */
export function relocateFrame(from: Trace, index: number, to: Trace): number | undefined {
  if (index >= from.frames.length) return undefined;
  const want = from.frames.view(index);
  for (const at of to.framesOfConnection(want.conn)) {
    const { frames } = to;
    if (
      frames.start(at) === want.start &&
      frames.end(at) === want.end &&
      frames.layer(at) === want.layer &&
      frames.direction(at) === want.direction &&
      frames.type(at) === want.type
    ) {
      return at;
    }
  }
  return undefined;
}
