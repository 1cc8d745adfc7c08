import { DIRECTIONS } from '../../contract/direction.ts';
import { blockedIntervals, type BlockedInterval } from '../../trace/http2/windows.ts';
import type { Connection, Http2Stream } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';

/** Rows that are counted together. */
const BLOCK_ROWS = 4_096;

type Frames = Trace['frames'];

/** How many rows there were of something, and the first of them. */
export interface RowCount {
  count: number;
  first: number;
}

/** Whether a client sent it over a WebSocket, and so masked it. */
const isMasked = (frames: Frames, row: number): boolean =>
  frames.layer(row) === 'websocket' && frames.direction(row) === 'client-to-server';

/** What is counted beside layers and types. */
export const MASKED = 'masked';

function countRow(counts: Map<string, RowCount>, frames: Frames, row: number): void {
  const add = (key: string): void => {
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { count: 1, first: row });
  };
  add(`${frames.layer(row)} ${frames.type(row)}`);
  if (isMasked(frames, row)) add(MASKED);
}

const blocks = new WeakMap<Frames, ReadonlyMap<string, RowCount>[]>();

/** The counts of a block whose rows are all there; they are counted once. */
function blockCounts(frames: Frames, block: number): ReadonlyMap<string, RowCount> {
  let known = blocks.get(frames);
  if (!known) blocks.set(frames, (known = []));
  for (let next = known.length; next <= block; next++) {
    const counts = new Map<string, RowCount>();
    for (let row = next * BLOCK_ROWS; row < (next + 1) * BLOCK_ROWS; row++) countRow(counts, frames, row);
    known.push(counts);
  }
  return known[block] as ReadonlyMap<string, RowCount>;
}

/**
 * How many rows of each layer and type, as `websocket ping`, there are from `first` to before `end`, and how many MASKED.
 * Whole blocks are counted once for a table, so that a million rows are not looked at for each picture.
 */
export function countKinds(frames: Frames, first: number, end: number): ReadonlyMap<string, RowCount> {
  const counts = new Map<string, RowCount>();
  for (let row = first; row < end;) {
    if (row % BLOCK_ROWS !== 0 || row + BLOCK_ROWS > end) {
      countRow(counts, frames, row);
      row += 1;
      continue;
    }
    for (const [key, { count, first }] of blockCounts(frames, row / BLOCK_ROWS)) {
      const known = counts.get(key);
      if (known) known.count += count;
      else counts.set(key, { count, first });
    }
    row += BLOCK_ROWS;
  }
  return counts;
}

interface Blocked {
  /** How many frames the connection had when this was reckoned. */
  frames: number;
  size: number;
  readonly values: IterableIterator<Http2Stream>;
  /** Streams that are not over yet. */
  lasting: Http2Stream[];
  /** Of streams that are over. */
  readonly over: BlockedInterval[];
  all: readonly BlockedInterval[];
}
const blocked = new WeakMap<Connection['streams'], Blocked>();

/**
 * The times in which a window of a connection, or of one of its streams, was empty. What streams that are over had is
 * reckoned once; the rest when frames came.
 */
export function blockedOf(trace: Trace, connection: Connection): readonly BlockedInterval[] {
  const { streams, id } = connection;
  const frames = trace.framesOfConnection(id).length;
  let entry = blocked.get(streams);
  if (!entry) {
    entry = { frames: -1, size: 0, values: streams.values(), lasting: [], over: [], all: [] };
    blocked.set(streams, entry);
  }
  if (entry.frames === frames) return entry.all;
  for (; entry.size < streams.size; entry.size++) {
    const next = entry.values.next();
    if (next.done !== true) entry.lasting.push(next.value);
  }
  const of = (stream: number): BlockedInterval[] =>
    DIRECTIONS.flatMap((direction) => blockedIntervals(trace, id, stream, direction));
  for (const stream of entry.lasting) if (stream.closedAt !== undefined) entry.over.push(...of(stream.id));
  entry.lasting = entry.lasting.filter(({ closedAt }) => closedAt === undefined);
  entry.frames = frames;
  entry.all = [...of(0), ...entry.over, ...entry.lasting.flatMap((stream) => of(stream.id))];
  return entry.all;
}
