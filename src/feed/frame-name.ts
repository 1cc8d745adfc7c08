import type { Direction } from '../../contract/direction.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Layer } from '../../wire/frame.ts';

/*
 * An index names a frame in one trace only: older connections can be gone from another. Where its first byte stands in its
 * connection, and its layer, name it in every trace of the same recording.
 */
const WAYS = { c: 'client-to-server', s: 'server-to-client' } as const satisfies Record<string, Direction>;
const NAME = /^([1-9]\d{0,9})-([cs])-(\d{1,15})-([a-z0-9]{1,16})$/;

/** The name of a frame, for links: `7-s-1204-sse` is the event of connection 7 that begins at byte 1204 from the server. */
export function nameFrame({ frames }: Trace, row: number): string {
  const way = frames.direction(row) === 'client-to-server' ? 'c' : 's';
  return `${frames.conn(row)}-${way}-${frames.start(row)}-${frames.layer(row)}`;
}

/** Whether a text is a name that a frame could have. */
export function isFrameName(text: string): boolean {
  return NAME.test(text);
}

/** The index of the frame of this name; undefined when the trace has none, or the text is no name. */
export function findFrame(trace: Trace, name: string): number | undefined {
  const [, conn, way, start, layer] = NAME.exec(name) ?? [];
  if (conn === undefined) return undefined;
  return findAt(trace, Number(conn), WAYS[way as keyof typeof WAYS], Number(start), layer as Layer);
}

/** The index in `to` of the frame that is at `row` in `from`, where both were made from the same recording. */
export function relocateFrame(from: Trace, row: number, to: Trace): number | undefined {
  const { frames } = from;
  if (row >= frames.length) return undefined;
  return findAt(to, frames.conn(row), frames.direction(row), frames.start(row), frames.layer(row));
}

function findAt(trace: Trace, conn: number, way: Direction, start: number, layer: Layer): number | undefined {
  const { frames } = trace;
  for (const row of trace.framesOfConnection(conn))
    if (frames.start(row) === start && frames.layer(row) === layer && frames.direction(row) === way)
      return row;
  return undefined;
}
