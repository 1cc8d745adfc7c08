import { NO_DIAGNOSTICS, type Diagnostic } from '../../wire/diagnostic.ts';
import { createSseDecoder } from '../../wire/sse/decoder.ts';
import { reportSseCoding, type SseCodingDiagnosticCode } from '../../wire/sse/diagnostics.ts';
import type { SseFrame } from '../../wire/sse/frame.ts';
import { InflateLimitError } from '../../wire/websocket/deflate.ts';
import { countMessage } from '../exchanges.ts';
import { createContentInflate, type ContentCoding } from '../inflate.ts';
import type { Exchange } from '../model.ts';
import type { ByteSource, RawRange, RawSource } from '../sources.ts';
import type { StreamCoding } from './headers.ts';
import type { Sink } from './sink.ts';

/** What follows a body, or an upgraded connection, layer by layer: bytes of a derived source in, rows out. */
export interface InnerStack {
  /** `rawStart`: where the bytes lie in the raw source. They are contiguous there. */
  push(bytes: Uint8Array, rawStart: number): void;
  /** The frame around what was pushed is complete. Gives what is wrong with its content, in offsets of the raw source. */
  endFrame?(): readonly Diagnostic[];
  end(): void;
}

/** The rows of an event stream, from its bytes in a source. */
function createEventRows(sink: Sink, exchange: Exchange, source: ByteSource) {
  const decoder = createSseDecoder();
  const add = (frames: readonly SseFrame[]): number => {
    for (const frame of frames) {
      if (frame.type === 'event') {
        countMessage(exchange, 'server-to-client');
        exchange.lastId = frame.lastEventId;
      }
      sink.addFrame(source, frame, { streamId: rowStream(exchange), exchange: exchange.id });
    }
    if (frames.length > 0) sink.touch(exchange);
    return frames.length;
  };
  return {
    /** Gives how many rows came of it. */
    push: (bytes: Uint8Array): number => add(decoder.push(bytes)),
    end: (): number => add(decoder.end()),
  };
}

/** An event stream inside the body of a response. */
export function createSseStack(
  sink: Sink,
  exchange: Exchange,
  raw: RawSource,
  coding: StreamCoding,
): InnerStack {
  exchange.carries = 'sse';
  if (coding !== 'identity') return createCodedSseStack(sink, exchange, raw, coding);
  const source = sink.derive(raw);
  const rows = createEventRows(sink, exchange, source);
  return {
    push(bytes, rawStart) {
      source.append(rawStart, bytes.length);
      rows.push(bytes);
    },
    end() {
      rows.end();
    },
  };
}

/** Compressed bytes inflated at a time, which is how far over its bound a flood of zeros goes, times 1,032. */
const COMPRESSED_BYTES = 1_024;
/** Inflated bytes decoded at a time: rows are counted in between. */
const INFLATED_BYTES = 16_384;
/** What a row counts for. */
const ROW_BYTES = 64;

/**
 * An event stream behind a content coding. It is inflated frame by frame of the layer around it (a chunk, a DATA frame, a
 * body), and an event comes from the frames that were read while it came out: that does not depend on how the bytes
 * were cut into reads.
 */
function createCodedSseStack(
  sink: Sink,
  exchange: Exchange,
  raw: RawSource,
  coding: ContentCoding,
): InnerStack {
  exchange.coding = coding;
  const source = sink.deriveInflated(raw);
  const rows = createEventRows(sink, exchange, source);
  const inflate = createContentInflate(coding);
  let range: RawRange = { start: 0, end: 0 };
  let isOver = false;

  const read = (bytes: Uint8Array, from: RawRange): void => {
    source.append(bytes, from);
    for (let at = 0; at < bytes.length && sink.inflatedRoom > 0; at += INFLATED_BYTES) {
      const part = bytes.subarray(at, at + INFLATED_BYTES);
      sink.takeInflatedRoom(part.length + ROW_BYTES * rows.push(part));
    }
  };

  const readFrame = (from: RawRange): SseCodingDiagnosticCode | undefined => {
    for (let at = from.start; at < from.end; at += COMPRESSED_BYTES) {
      const piece = raw.bytes(at, Math.min(at + COMPRESSED_BYTES, from.end));
      try {
        read(inflate(piece, sink.inflatedRoom), from);
      } catch (error) {
        return error instanceof InflateLimitError ? 'sse/inflate-too-big' : 'sse/inflate-failed';
      }
      if (sink.inflatedRoom <= 0) return 'sse/inflate-too-big';
    }
    return undefined;
  };

  return {
    push(bytes, rawStart) {
      range = { start: range.end === rawStart ? range.start : rawStart, end: rawStart + bytes.length };
    },
    endFrame() {
      const from = range;
      range = { start: from.end, end: from.end };
      if (isOver || from.start === from.end) return NO_DIAGNOSTICS;
      const problem = readFrame(from);
      if (problem === undefined) return NO_DIAGNOSTICS;
      isOver = true;
      return [reportSseCoding(problem, from.start, from.end)];
    },
    end() {
      rows.end();
    },
  };
}

/** The stream column of an exchange's rows: none on HTTP/1.1. */
export function rowStream(exchange: Exchange): number {
  return exchange.streamId === 0 ? -1 : exchange.streamId;
}
