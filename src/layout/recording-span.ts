import type { Trace } from '../../trace/trace.ts';

/**
 * Where what is shown of a recording begins, in milliseconds: at the last clear, or where the oldest record is from that
 * is still there. 0 for an empty one.
 */
export function recordingStart(
  source: Pick<Trace, 'frames' | 'connections' | 'operations' | 'clearedAt'>,
): number {
  const [connection] = source.connections.values();
  const [operation] = source.operations.values();
  const firsts = [connection?.openedAt, operation?.issuedAt].filter((t) => t !== undefined);
  if (source.frames.length > 0) firsts.push(source.frames.t(0));
  const oldest = firsts.length === 0 ? 0 : Math.min(...firsts);
  return Math.max(source.clearedAt, oldest);
}
