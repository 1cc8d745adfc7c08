import { constants, deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { joinBytes } from '../wire/bytes.ts';
import { encodeFrame } from '../wire/websocket/encode.ts';
import { MAX_DIAGNOSED_FRAMES, MAX_INFLATED_BYTES_OF_TRACE } from './frame-notes.ts';
import { RecordBuilder } from './testing.ts';
import { decoding } from './decoding.ts';
import { Trace } from './trace.ts';

/** A trace, with this much room for inflated bytes, in which the server sends bytes on a WebSocket with permessage-deflate. */
function socketTrace(bytes: Uint8Array, room = MAX_INFLATED_BYTES_OF_TRACE): Trace {
  const trace = new Trace(decoding);
  trace.takeInflatedRoom(MAX_INFLATED_BYTES_OF_TRACE - room);
  const { records } = new RecordBuilder()
    .open(1)
    .client(1, 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    .server(1, 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')
    .server(1, 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n')
    .server(1, bytes);
  for (const record of records) trace.apply(record);
  return trace;
}

test('diagnostics beyond the bound are counted, not kept', () => {
  const more = 3;
  const reserved = encodeFrame({ opcode: 0xb });
  const trace = socketTrace(joinBytes(Array.from({ length: MAX_DIAGNOSED_FRAMES + more }, () => reserved)));
  expect([trace.diagnostics.size, trace.undiagnosed]).toEqual([MAX_DIAGNOSED_FRAMES, more]);
});

test('inflated messages beyond the bound keep their size and no bytes', () => {
  const size = 65_536;
  const zeros = deflateRawSync(new Uint8Array(size), { finishFlush: constants.Z_SYNC_FLUSH });
  const message = encodeFrame({ opcode: 1, rsv1: true, payload: new Uint8Array(zeros.subarray(0, -4)) });
  const fitting = 3;
  const sent = joinBytes(Array.from({ length: fitting + 1 }, () => message));
  const trace = socketTrace(sent, fitting * size);
  const notes = [...trace.inflated.values()];
  expect(notes).toHaveLength(fitting + 1);
  expect(notes.map(({ bytes }) => bytes)).toEqual(notes.map(() => size));
  expect(notes.slice(-2).map(({ content, text }) => [content.length, text.length])).toEqual([
    [size, size],
    [0, 0],
  ]);
});
