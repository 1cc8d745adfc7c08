import { createSseDecoder } from '../../wire/sse/decoder.ts';
import type { SseFrame } from '../../wire/sse/frame.ts';
import type { Exchange } from '../model.ts';
import type { DerivedSource, RawSource } from '../sources.ts';
import type { Sink } from './sink.ts';

/** What follows a body, or an upgraded connection, layer by layer: bytes of a derived source in, rows out. */
export interface InnerStack {
  /** `rawStart`: where the bytes lie in the raw source. They are contiguous there. */
  push(bytes: Uint8Array, rawStart: number): void;
  end(): void;
}

/** An event stream inside the body of a response. */
export function createSseStack(sink: Sink, exchange: Exchange, raw: RawSource): InnerStack {
  const source: DerivedSource = sink.derive(raw);
  const decoder = createSseDecoder();
  const add = (frames: readonly SseFrame[]): void => {
    for (const frame of frames) {
      if (frame.type === 'event') {
        exchange.messages['server-to-client'] += 1;
        exchange.lastId = frame.lastEventId;
      }
      sink.addFrame(source, frame, { streamId: rowStream(exchange), exchange: exchange.id });
    }
    if (frames.length > 0) sink.touch(exchange);
  };
  return {
    push(bytes, rawStart) {
      source.append(rawStart, bytes.length);
      add(decoder.push(bytes));
    },
    end() {
      add(decoder.end());
    },
  };
}

/** The stream column of an exchange's rows: none on HTTP/1.1. */
export function rowStream(exchange: Exchange): number {
  return exchange.streamId === 0 ? -1 : exchange.streamId;
}

/**
 * Whether a response carries an event stream that can be read as it stands: the Content-Type says so, parameters do not
 * matter (HTML Standard: Processing model), and no content coding hides it (RFC 9110 §8.4).
 */
export function isEventStream(headers: Exchange['headers']): boolean {
  const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  const type = headerValue(headers, 'content-type')?.trim() ?? '';
  return coding === 'identity' && /^text\/event-stream\s*(;|$)/i.test(type);
}

/** The value of the first header field with that name, or undefined. Names compare without case (RFC 9110 §5.1). */
export function headerValue(headers: Exchange['headers'], name: string): string | undefined {
  return headers.find((field) => field.name.toLowerCase() === name)?.value;
}
