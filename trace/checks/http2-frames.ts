import type { Direction } from '../../contract/direction.ts';
import { errorCode } from '../../wire/http2/payload.ts';
import { errorCodeName } from '../../wire/http2/error-codes.ts';
import type { Http2Frame } from '../../wire/http2/frame.ts';
import { http2FrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';
import { met, notYet, type CheckResult } from './check.ts';
import { whyCannotTell } from './reachable.ts';

/** A frame of an HTTP/2 connection, decoded again. */
export interface FoundFrame {
  readonly row: number;
  readonly conn: number;
  readonly frame: Http2Frame;
}

/** The frames of a type on every HTTP/2 connection of the `http2` origin since the recording was cleared. */
export function* http2Frames(
  trace: Trace,
  type: string,
  direction?: Direction,
): Generator<FoundFrame, void, undefined> {
  const { frames } = trace;
  for (const { id: conn, origin, protocol } of trace.connections.values()) {
    if (origin !== 'http2' || protocol !== 'http2') continue;
    for (const row of trace.framesOfConnection(conn)) {
      if (frames.type(row) !== type || frames.tEnd(row) < trace.clearedAt) continue;
      if (direction !== undefined && frames.direction(row) !== direction) continue;
      yield { row, conn, frame: http2FrameAt(trace, row) };
    }
  }
}

/** Whether a frame that ends something came with an error code; `describe` says it in a sentence. */
export function checkErrorCode(
  trace: Trace,
  type: 'RST_STREAM' | 'GOAWAY',
  wanted: { readonly code?: number | undefined; readonly direction?: Direction | undefined },
  describe: (found: FoundFrame, code: string) => string,
): CheckResult {
  let other: { readonly row: number; readonly name: string } | undefined;
  for (const found of http2Frames(trace, type, wanted.direction)) {
    const code = errorCode(found.frame);
    const name = errorCodeName(code);
    if (wanted.code === undefined || code === wanted.code)
      return met(describe(found, name), { frame: found.row });
    other = { row: found.row, name };
  }
  return (
    whyCannotTell(trace, 'http2') ??
    notYet(
      other
        ? `There was a ${type} with ${other.name}, which is another code.`
        : `No ${type} has come so far.`,
      other && { frame: other.row },
    )
  );
}
