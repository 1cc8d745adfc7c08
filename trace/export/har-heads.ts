import type { Exchange } from '../model.ts';
import { http1FrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';
import { fieldValue, regularFields, type NameValue } from './har-fields.ts';
import { seconds } from './har-timings.ts';

/** HAR's word for "does not apply" or "not known". */
const NONE = -1;

/** Version, status and reason phrase as the head of an HTTP/1.1 message states them; HTTP/2 has no phrase. */
export function headFacts(
  trace: Trace,
  row: number | undefined,
): { version?: string; status?: number; reason?: string } {
  if (row === undefined) return {};
  if (trace.frames.layer(row) === 'http2') {
    const status = fieldValue(trace.headerBlocks.get(row)?.fields ?? [], ':status');
    return { version: 'HTTP/2', ...(status === undefined ? {} : { status: Number(status) }) };
  }
  const frame = http1FrameAt(trace, row);
  if (frame.type === 'request') return { version: frame.version };
  if (frame.type !== 'response' && frame.type !== 'interim') return {};
  return { version: frame.version, status: frame.status, reason: frame.reason };
}

function headersOf(trace: Trace, row: number): readonly NameValue[] {
  const block = trace.headerBlocks.get(row);
  if (block) return block.fields;
  const frame = trace.frames.layer(row) === 'http1' ? http1FrameAt(trace, row) : undefined;
  return frame && 'headers' in frame ? frame.headers : [];
}

/** The interim responses of an exchange, in a field of our own; nothing when there were none. */
export function interimFields(trace: Trace, { interim }: Exchange) {
  if (interim.length === 0) return {};
  return {
    _interimResponses: interim.map((row) => {
      const { status, reason } = headFacts(trace, row);
      return {
        time: seconds(trace, trace.frames.t(row)),
        status: status ?? 0,
        statusText: reason ?? '',
        headers: regularFields(headersOf(trace, row)),
      };
    }),
  };
}

/** Bytes up to and including the empty line; HTTP/2 has no such thing. */
export function headBytes(trace: Trace, row: number | undefined): number {
  if (row === undefined || trace.frames.layer(row) !== 'http1') return NONE;
  return trace.frames.end(row) - trace.frames.start(row);
}
