import { joinBytes } from '../../../wire/bytes.ts';
import type { Decoder } from '../../../wire/frame.ts';
import { createWebSocketDecoder, type WebSocketDecoderOptions } from '../../../wire/websocket/decoder.ts';
import { encodeFrame, type EncodeOptions } from '../../../wire/websocket/encode.ts';
import { explainWebSocket } from '../../../wire/websocket/explain.ts';
import { OPCODES, type WebSocketFrame } from '../../../wire/websocket/frame.ts';
import { plainPayload } from '../../../wire/websocket/mask.ts';
import { summarizeWebSocket } from '../../../wire/websocket/summary.ts';
import { law, same } from '../laws.ts';
import type { Random } from '../random.ts';
import { streamSubject, type ValidInput } from '../stream.ts';
import type { Subject } from '../subject.ts';

const WORDS = [
  [0x81, 0x01, 0x61],
  [0x01, 0x02, 0xc3, 0xa9],
  [0x01, 0x01, 0xc3],
  [0x80, 0x01, 0xa9],
  [0x00, 0x00],
  [0x88, 0x00],
  [0x88, 0x02, 0x03, 0xe8],
  [0x88, 0x01, 0x03],
  [0x88, 0x04, 0x03, 0xe8, 0xff, 0xff],
  [0x89, 0x00],
  [0x8a, 0x80, 1, 2, 3, 4],
  [0xc1, 0x01, 0x00],
  [0x82, 0x7e, 0x00, 0x01, 0x00],
  [0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 0x00],
  [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0],
  [0x82, 0x7f, 0x00, 0x20, 0, 0, 0, 0, 0, 0],
  [0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 9, 9, 9, 9],
  [0x8f, 0x7d],
  [0xff, 0xff],
].map((bytes) => Uint8Array.from(bytes));

const NAMED = Object.values(OPCODES);

function frameOf(random: Random, masked: boolean): EncodeOptions {
  const lengthBytes = random.pick([undefined, undefined, undefined, 2, 8] as const);
  return {
    opcode: random.once(8) ? random.below(16) : random.pick(NAMED),
    payload: random.bytes(random.once(16) ? 120 + random.below(20) : random.length(60)),
    fin: !random.once(3),
    rsv1: random.once(6),
    rsv2: random.once(30),
    rsv3: random.once(30),
    maskingKey: masked !== random.once(20) ? random.next() : undefined,
    ...(lengthBytes && { lengthBytes }),
  };
}

function valid(random: Random, { sender }: WebSocketDecoderOptions): ValidInput<WebSocketFrame> {
  const encoded = random.list(5, () => frameOf(random, sender === 'client'));
  return {
    bytes: joinBytes(encoded.map(encodeFrame)),
    expect(frames) {
      law(
        frames.length === encoded.length,
        'What was encoded is decoded again',
        () => `${frames.length} frames`,
      );
      frames.forEach((frame, at) => {
        const { opcode, fin, rsv1, rsv2, rsv3, maskingKey, payload } = encoded[at] as Required<EncodeOptions>;
        const masked = maskingKey !== undefined;
        const { length } = payload;
        const was = { opcode, fin, rsv1, rsv2, rsv3, masked, maskingKey: maskingKey ?? 0, length };
        for (const [key, value] of Object.entries(was)) {
          same(`What was encoded is decoded again (${key})`, frame[key as keyof WebSocketFrame], value);
        }
        same('A payload that was encoded is decoded again', plainPayload(frame), payload);
      });
    },
  };
}

export const websocket: Subject = streamSubject<
  WebSocketFrame,
  Decoder<WebSocketFrame>,
  WebSocketDecoderOptions
>({
  name: 'websocket',
  words: WORDS,
  keepsNoChunk: false,
  options: (random) => ({
    sender: random.pick(['client', 'server']),
    deflate: random.once(2),
    ...(random.once(4) && { maxPayloadBytes: random.below(20) }),
  }),
  unbounded: ({ sender, deflate }) => ({ sender, ...(deflate !== undefined && { deflate }) }),
  decoder: createWebSocketDecoder,
  valid,
  summarize: summarizeWebSocket,
  explain: (bytes, frame) => explainWebSocket(bytes, frame.start),
});
