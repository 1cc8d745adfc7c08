import type { BytesBlock } from '../../contract/lesson.ts';
import type { Decoder, Frame } from '../../wire/frame.ts';
import { createHpackDecoder } from '../../wire/hpack/decoder.ts';
import { createHttp1Decoder, type Http1DecoderOptions } from '../../wire/http1/decoder.ts';
import { explainHttp1 } from '../../wire/http1/explain.ts';
import type { Http1Frame } from '../../wire/http1/frame.ts';
import { createHttp2Decoder, type Http2DecoderOptions } from '../../wire/http2/decoder.ts';
import { explainHttp2 } from '../../wire/http2/explain.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../../wire/http2/frame.ts';
import { headerBlockFragment } from '../../wire/http2/payload.ts';
import type { Span } from '../../wire/span.ts';
import { createSseDecoder } from '../../wire/sse/decoder.ts';
import { explainSse } from '../../wire/sse/explain.ts';
import type { SseFrame } from '../../wire/sse/frame.ts';
import { createWebSocketDecoder, type WebSocketDecoderOptions } from '../../wire/websocket/decoder.ts';
import { explainWebSocket } from '../../wire/websocket/explain.ts';

/** Bytes of a frame with what each of them means. `start` is where they stand in their source. */
export interface AnnotatedBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly root: Span;
}

type Example = Extract<BytesBlock['bytes'], { type: 'example' }>;

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The frame of that number, and its bytes. Throws RangeError when the input has none: builds of lessons rule that out. */
function frameOf<F extends Frame>(decoder: Decoder<F>, input: Uint8Array, number: number): [F, Uint8Array] {
  const frame = [...decoder.push(input), ...decoder.end()][number];
  if (!frame) throw new RangeError(`The example has no frame ${number}.`);
  return [frame, input.subarray(frame.start, frame.end)];
}

function explainHttp2Example(frame: Http2Frame, bytes: Uint8Array, sender: 'client' | 'server'): Span {
  const isBlock = frame.typeCode === FRAME_TYPES.HEADERS && (frame.flags & FLAGS.END_HEADERS) !== 0;
  const block = isBlock && { headerBlock: createHpackDecoder().decode(headerBlockFragment(frame)) };
  return explainHttp2(bytes, 0, { sender, ...block });
}

/** Decodes an example of a conformance document and says what its bytes mean. Offsets count from the frame's first byte. */
export function explainExample({ protocol, options, hex, frame: number }: Example): AnnotatedBytes {
  const input = fromHex(hex);
  switch (protocol) {
    case 'http1': {
      const decoder = createHttp1Decoder(options as unknown as Http1DecoderOptions);
      const [frame, bytes] = frameOf<Http1Frame>(decoder, input, number);
      /* A frame's offsets count from the start of its input; its spans are asked for where it stands. */
      return { bytes, start: frame.start, root: explainHttp1(bytes, frame.start, frame) };
    }
    case 'http2': {
      const given = { sender: 'server', ...options } as Http2DecoderOptions;
      const [frame, bytes] = frameOf<Http2Frame>(createHttp2Decoder(given), input, number);
      return { bytes, start: 0, root: explainHttp2Example(frame, bytes, given.sender) };
    }
    case 'websocket': {
      const given = { sender: 'server', ...options } as WebSocketDecoderOptions;
      const [, bytes] = frameOf(createWebSocketDecoder(given), input, number);
      return { bytes, start: 0, root: explainWebSocket(bytes, 0) };
    }
    case 'sse': {
      const [frame, bytes] = frameOf<SseFrame>(createSseDecoder(options), input, number);
      return { bytes, start: frame.start, root: explainSse(bytes, frame.start, frame) };
    }
  }
}
