import { createFflateInflate } from '../../../trace/inflate.ts';
import { runConformance } from '../../conformance.ts';
import type { Decoder, Frame } from '../../frame.ts';
import { createWebSocketDecoder } from '../decoder.ts';
import { createMessageInflater, type InflaterOptions } from '../deflate.ts';
import { WS_MESSAGE_DIAGNOSTICS } from '../diagnostics.ts';
import type { WebSocketFrame } from '../frame.ts';
import { createMessageJoiner } from '../message.ts';

interface Options {
  /** permessage-deflate was agreed on. */
  readonly deflate?: Partial<InflaterOptions>;
  readonly maxMessageBytes?: number;
}

/** A message as a line of a document. */
interface Line extends Frame {
  readonly details: string;
}

/** What a server sends, message by message. */
function messageDecoder({ deflate, ...options }: Options): Decoder<Line> {
  const decoder = createWebSocketDecoder({ sender: 'server', deflate: deflate !== undefined });
  const joiner = createMessageJoiner({
    ...options,
    ...(deflate && {
      deflate: createMessageInflater(createFflateInflate, { noContextTakeover: false, ...deflate }),
    }),
  });
  let start: number | undefined;
  const linesOf = (frames: readonly WebSocketFrame[]): Line[] =>
    frames.flatMap((frame) => {
      if (frame.opcode < 8) start ??= frame.start;
      return joiner.push(frame).map(({ type, text, compressedLength, diagnostics }) => {
        const said = text === undefined ? '' : JSON.stringify(text);
        const from = compressedLength === undefined ? '' : `from ${compressedLength}`;
        const line = {
          start: start as number,
          end: frame.end,
          diagnostics,
          layer: 'websocket',
          type,
        } as const;
        start = undefined;
        return { ...line, details: `${said} ${from}`.trim() };
      });
    });
  return {
    push: (chunk) => linesOf(decoder.push(chunk)),
    end: () => linesOf(decoder.end()),
    pending: () => decoder.pending(),
  };
}

runConformance<Line, Options>({
  protocol: 'websocket/messages',
  decoder: messageDecoder,
  describe: (line) => line.details,
  diagnostics: WS_MESSAGE_DIAGNOSTICS,
});
