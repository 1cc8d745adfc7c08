import { joinBytes } from '../../wire/bytes.ts';
import { createWebSocketDecoder } from '../../wire/websocket/decoder.ts';
import { encodeText } from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { figure, rate, type Area } from '../figure.ts';
import { tsharkFields, withCapture } from '../support/capture.ts';

const FRAMES = 200_000;
const RUNS = 5;
const CHUNK_BYTES = 16_384;

/** Frames a second of our decoder beside tshark listing the same masked text frames. */
export const decodeWebSocket: Area = {
  names: ['decode.websocket'],
  async measure() {
    const frame = encodeText('{"n":12345,"text":"hello"}', 0x37fa213d);
    const all = joinBytes(Array.from({ length: FRAMES }, () => frame));
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += CHUNK_BYTES) chunks.push(all.subarray(at, at + CHUNK_BYTES));
    const builder = new RecordBuilder().open(1);
    builder.client(
      1,
      'GET /ws HTTP/1.1\r\nHost: localhost:5101\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    builder.server(
      1,
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    );
    chunks.forEach((chunk, i) => {
      builder.at(i).client(1, chunk);
    });
    const decode = (): void => {
      const decoder = createWebSocketDecoder({ sender: 'client' });
      let frames = 0;
      for (const chunk of chunks) frames += decoder.push(chunk).length;
      if (frames !== FRAMES) throw new Error(`${frames} frames came out of ${FRAMES}.`);
    };
    const own: number[] = [];
    const peer: number[] = [];
    const empty = new RecordBuilder().open(1).trace();
    await withCapture(builder.trace(), async (file) => {
      for (let run = 0; run < RUNS; run++) {
        own.push(await rate(FRAMES, decode));
        const listed = await tsharkFields(file, 'websocket.opcode', 'tcp.port==5101,http');
        /* tshark passes over some frames that begin in one segment and end in another: its rate counts those it lists. */
        if (listed.values < FRAMES * 0.9)
          throw new Error(`tshark listed ${listed.values} frames of ${FRAMES}.`);
        const startup = await withCapture(empty, (none) =>
          tsharkFields(none, 'websocket.opcode', 'tcp.port==5101,http'),
        );
        peer.push((listed.values / (listed.ms - startup.ms)) * 1000);
      }
    });
    return { 'decode.websocket': figure('frames/s', own, { name: 'tshark (less its start)', values: peer }) };
  },
};
