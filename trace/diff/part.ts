import { wireOrder } from '../export/frame-json.ts';
import type { Connection, Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';

/** Which part of a recording is compared; the whole of it without conditions. Every condition must hold. */
export interface PartOptions {
  /** Frames that were complete at this time or later, in milliseconds since the recording began. */
  readonly from?: number;
  /** Frames that were complete before this time. */
  readonly to?: number;
  /** The exchanges of this operation alone, and no frames outside of exchanges. */
  readonly op?: number;
  /** So many frames at most, the first ones; `TracePart.cut` says how many were left out. */
  readonly mostFrames?: number;
}

/** A part of a recording: what happened in a time, or what one operation did. */
export interface TracePart {
  readonly trace: Trace;
  /** In wire order. */
  readonly rows: readonly number[];
  readonly exchanges: readonly Exchange[];
  readonly connections: readonly Connection[];
  /** The operation it is, where it is one. */
  readonly op: number | undefined;
  /** When its first frame began; 0 when it has none. */
  readonly start: number;
  /** Frames that were left out to keep the bound. */
  readonly cut: number;
}

/** Takes a part out of a recording. Exchanges and connections are in it when a frame of theirs is. */
export function tracePart(trace: Trace, options: PartOptions = {}): TracePart {
  const { from = -Infinity, to = Infinity, op, mostFrames = Infinity } = options;
  const { frames } = trace;
  const isWhole = from === -Infinity && to === Infinity && op === undefined && mostFrames === Infinity;
  const all = wireOrder(trace).filter((row) => {
    const t = frames.tEnd(row);
    if (t < from || t >= to) return false;
    return op === undefined || trace.exchanges[frames.exchange(row) - 1]?.op === op;
  });
  const rows = all.length > mostFrames ? all.slice(0, mostFrames) : all;
  const exchanges = new Set(rows.map((row) => frames.exchange(row)));
  const connections = new Set(rows.map((row) => frames.conn(row)));
  return {
    trace,
    rows,
    exchanges: isWhole ? trace.exchanges : trace.exchanges.filter(({ id }) => exchanges.has(id)),
    connections: [...trace.connections.values()].filter(({ id }) => isWhole || connections.has(id)),
    op,
    start: rows[0] === undefined ? 0 : frames.t(rows[0]),
    cut: all.length - rows.length,
  };
}
