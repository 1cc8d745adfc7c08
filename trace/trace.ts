import type { CaptureRecord } from '../contract/records.ts';
import type { LabSettings } from '../contract/settings.ts';
import type { OriginAddresses } from '../contract/origin.ts';
import { FrameTable } from './frame-table.ts';
import type { Connection, Exchange, Explanation, LayerView, Operation } from './model.ts';

/**
 * What a recording means: connections, streams, exchanges, messages and operations, built record by record.
 * It is plain data; `version` grows with every change, so that views know when to look again.
 */
export class Trace {
  version = 0;
  readonly frames = new FrameTable();
  readonly connections = new Map<number, Connection>();
  /** The exchange with id n is at n - 1. */
  readonly exchanges: Exchange[] = [];
  readonly operations = new Map<number, Operation>();
  /** From the `lab` record; undefined until it came. */
  origins: OriginAddresses | undefined;
  settings: LabSettings | undefined;
  /** Wall clock at t = 0, for display. */
  epochMs = 0;
  /** The time of the newest record, in milliseconds since the recording began. */
  lastT = 0;
  /** Frames before this time were cleared away by the user; they stay only because open connections need them. */
  clearedAt = 0;
  /** What was left out to keep a bound; exact. */
  readonly dropped = { records: 0, bytes: 0 };

  apply(_record: CaptureRecord): void {
    throw new Error('being written');
  }

  /** Indices of the frames of a connection, in the order they were completed. Empty for an unknown one. */
  framesOfConnection(_conn: number): Uint32Array {
    throw new Error('being written');
  }

  /** Indices of the frames that belong to an exchange (id counts from 1). Empty for an unknown one. */
  framesOfExchange(_exchange: number): Uint32Array {
    throw new Error('being written');
  }

  /** What a frame says, in one line: `GET /sse?op=1`, `id 21 · {"n":21}`, `ACK`, `"Hello"`. */
  summary(_frame: number): string {
    throw new Error('being written');
  }

  /** What wraps a frame, outermost first, the frame itself last. */
  layers(_frame: number): readonly LayerView[] {
    throw new Error('being written');
  }

  /** Everything there is to say about one frame. */
  explain(_frame: number): Explanation {
    throw new Error('being written');
  }
}
