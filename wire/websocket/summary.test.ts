import { expect, test } from 'vitest';
import { createWebSocketDecoder } from './decoder.ts';
import { encodeBinary, encodeClose, encodeFrame, encodePing, encodePong, encodeText } from './encode.ts';
import { summarizeWebSocket } from './summary.ts';

const summarize = (bytes: Uint8Array, inflated?: { text: string; bytes: number }) => {
  const [frame] = createWebSocketDecoder({ sender: 'client', deflate: true }).push(bytes);
  if (!frame) throw new Error('The bytes make no frame.');
  return summarizeWebSocket(frame, inflated);
};

test.each([
  ['a masked text frame', encodeText('Hello', 0x01020304), '"Hello" · FIN'],
  [
    'a first fragment',
    encodeFrame({ opcode: 1, fin: false, payload: Uint8Array.of(0x61) }),
    '"a" · more follows',
  ],
  ['a last fragment', encodeFrame({ opcode: 0, payload: Uint8Array.of(0x61) }), '1 byte · FIN'],
  ['binary data', encodeBinary(new Uint8Array(126)), '126 bytes binary · FIN'],
  [
    'a compressed frame',
    encodeFrame({ opcode: 1, rsv1: true, payload: new Uint8Array(7) }),
    '7 bytes compressed text · FIN',
  ],
  ['a Close frame', encodeClose(1001), 'close 1001 Going Away'],
  ['a Close frame with a reason', encodeClose(4001, 'no', 5), 'close 4001 private use · "no"'],
  ['an empty Close frame', encodeClose(), 'close, no code'],
  ['a ping', encodePing(new Uint8Array(4)), 'ping · 4 bytes'],
  ['an empty pong', encodePong(), 'pong'],
  ['a reserved opcode', encodeFrame({ opcode: 3 }), '0 bytes opcode 0x3 · FIN'],
])('%s has a summary of one line', (_what, bytes, expected) => {
  expect(summarize(bytes)).toBe(expected);
});

test('a long text is cut, however many bytes its characters take', () => {
  expect(summarize(encodeText('é'.repeat(500), 9))).toBe(`"${'é'.repeat(80)}…" · FIN`);
});

test('the last frame of a compressed message shows what it inflated to', () => {
  const bytes = encodeFrame({ opcode: 1, rsv1: true, payload: new Uint8Array(7) });
  expect(summarize(bytes, { text: 'Hello', bytes: 5 })).toBe(
    '"Hello" · 7 bytes compressed, message of 5 bytes · FIN',
  );
});
