import { http1FrameAt, http2FrameAt, webSocketFrameAt } from '../../trace/redecode.ts';
import type { Trace } from '../../trace/trace.ts';

/** What the trace says of each flow: `say` gives the lines for a row. Flows that say nothing are left out. */
export function seenInTrace(trace: Trace, say: (row: number) => readonly string[]): Record<string, string[]> {
  const seen: Record<string, string[]> = {};
  for (const { id, clientPort } of trace.connections.values()) {
    for (const row of trace.framesOfConnection(id)) {
      const flow = `${clientPort} ${trace.frames.direction(row)}`;
      for (const line of say(row)) (seen[flow] ??= []).push(line);
    }
  }
  return seen;
}

/** Start-line and header fields of an HTTP/1.1 head. */
export function http1Lines(trace: Trace, row: number): string[] {
  if (trace.frames.layer(row) !== 'http1') return [];
  const frame = http1FrameAt(trace, row);
  switch (frame.type) {
    case 'request':
      return [`${frame.method} ${frame.target} ${frame.version}`, ...frame.headers.map(headerLine)];
    case 'response':
    case 'interim':
      return [`${frame.version} ${frame.status} ${frame.reason}`, ...frame.headers.map(headerLine)];
    default:
      return [];
  }
}

export const headerLine = ({ name, value }: { readonly name: string; readonly value: string }): string =>
  `${name}: ${value}`;

/** The header of a WebSocket frame of an HTTP/1.1 connection: `opcode fin masked length`. */
export function webSocketLine(trace: Trace, row: number): string[] {
  if (trace.frames.layer(row) !== 'websocket' || trace.frames.streamId(row) > 0) return [];
  const { opcode, fin, masked, length, maskingKey } = webSocketFrameAt(trace, row);
  const key = masked ? maskingKey.toString(16).padStart(8, '0') : '';
  return [`${opcode} ${fin} ${masked} ${length} ${key}`.trim()];
}

/** The header of an HTTP/2 frame: `type stream flags length`. The preface is none. */
export function http2Line(trace: Trace, row: number): string[] {
  if (trace.frames.layer(row) !== 'http2') return [];
  const { typeCode, streamId, flags, length } = http2FrameAt(trace, row);
  return typeCode < 0 ? [] : [`${typeCode} ${streamId} ${flags} ${length}`];
}
