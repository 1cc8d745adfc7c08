import { createSseDecoder } from '../../wire/sse/decoder.ts';
import type { SseFrame } from '../../wire/sse/frame.ts';
import { countMessage } from '../exchanges.ts';
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
        countMessage(exchange, 'server-to-client');
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
