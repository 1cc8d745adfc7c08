import { createWebSocketDecoder } from '../../wire/websocket/decoder.ts';
import { createMessageInflater, inflaterOptions } from '../../wire/websocket/deflate.ts';
import { readDeflateResponse } from '../../wire/websocket/extensions.ts';
import { OPCODES, type WebSocketFrame } from '../../wire/websocket/frame.ts';
import { createMessageJoiner } from '../../wire/websocket/message.ts';
import { countMessage } from '../exchanges.ts';
import type { Exchange } from '../model.ts';
import type { RawSource } from '../sources.ts';
import { rowStream, type InnerStack } from './body.ts';
import type { FragmentOf, Sink } from './sink.ts';

interface WebSocketStackOptions {
  readonly sink: Sink;
  readonly exchange: Exchange;
  readonly raw: RawSource;
  /** The Sec-WebSocket-Extensions header of the response, or undefined. */
  readonly extensions: string | undefined;
}

/** One direction of a WebSocket, inside an upgraded connection or the DATA of a stream (RFC 6455, RFC 8441). */
export function createWebSocketStack({ sink, exchange, raw, extensions }: WebSocketStackOptions): InnerStack {
  const { direction } = raw;
  const sender = direction === 'client-to-server' ? 'client' : 'server';
  const { deflate } = readDeflateResponse(extensions);
  const decoder = createWebSocketDecoder({ sender, deflate: deflate !== undefined });
  const joiner = createMessageJoiner(
    deflate ? { deflate: createMessageInflater(sink.createInflate, inflaterOptions(deflate, sender)) } : {},
  );
  const source = sink.derive(raw);

  let fragmentOf: FragmentOf = { type: 'binary', compressed: false };

  const add = (frames: readonly WebSocketFrame[]): void => {
    for (const frame of frames) {
      const row = sink.addFrame(source, frame, {
        streamId: rowStream(exchange),
        exchange: exchange.id,
        length: frame.length,
      });
      if (frame.opcode === OPCODES.continuation) sink.noteFragment(row, fragmentOf);
      else if (!frame.fin && (frame.opcode === OPCODES.text || frame.opcode === OPCODES.binary)) {
        fragmentOf = { type: frame.opcode === OPCODES.text ? 'text' : 'binary', compressed: frame.rsv1 };
      }
      for (const message of joiner.push(frame)) {
        countMessage(exchange, direction);
        if (message.diagnostics.length > 0) sink.noteDiagnostics(row, message.diagnostics);
        /* What could not be inflated has a diagnostic and no bytes: nothing is known of what it says. */
        const isLost = message.diagnostics.length > 0 && message.bytes.length === 0;
        if (message.compressedLength !== undefined && !isLost) sink.noteInflated(row, message);
      }
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
