import { joinBytes } from '../../wire/bytes.ts';
import { createHttp2Decoder } from '../../wire/http2/decoder.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { figure, rate, type Area } from '../figure.ts';
import { tsharkFields, withCapture } from '../support/capture.ts';

const REQUESTS = 50_000;
/** HEADERS there, HEADERS and DATA back. */
const FRAMES = REQUESTS * 3;
const RUNS = 5;
const CHUNK_BYTES = 16_384;
const ANSWER = encodeUtf8('{"hello":"wire"}');
const DECODE_AS = 'tcp.port==5102,http2';

/** Appends bytes to a direction in chunks as a socket would give them. */
function inChunks(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

/** One connection, many small requests, each answered by a small body: three frames a request. */
function recordTraffic(): RecordBuilder {
  const builder = new RecordBuilder().open(1, 'http2');
  const request = createHpackEncoder();
  const response = createHpackEncoder();
  const up: Uint8Array[] = [CONNECTION_PREFACE, encodeSettings([])];
  const down: Uint8Array[] = [encodeSettings([])];
  for (let i = 0; i < REQUESTS; i++) {
    const streamId = i * 2 + 1;
    const fields = [
      { name: ':method', value: 'GET' },
      { name: ':scheme', value: 'https' },
      { name: ':authority', value: 'localhost:5102' },
      { name: ':path', value: '/hello' },
    ];
    const answer = [
      { name: ':status', value: '200' },
      { name: 'content-type', value: 'application/json' },
    ];
    up.push(encodeHeaders(streamId, request.encode(fields), { endStream: true }));
    down.push(encodeHeaders(streamId, response.encode(answer)));
    down.push(encodeData(streamId, ANSWER, { endStream: true }));
  }
  inChunks(joinBytes(up)).forEach((chunk, i) => builder.at(i).client(1, chunk));
  inChunks(joinBytes(down)).forEach((chunk, i) => builder.at(i + 0.5).server(1, chunk));
  builder.records.sort((a, b) => a.t - b.t);
  return builder;
}

/** Frames a second: our decoder, and the whole way to a trace, beside tshark listing the same traffic. */
export const decodeHttp2: Area = {
  names: ['decode.http2', 'trace.http2'],
  async measure() {
    const builder = recordTraffic();
    const chunks = builder.records.filter((record) => record.type === 'chunk');
    const decode = (): void => {
      const decoders = {
        'client-to-server': createHttp2Decoder({ sender: 'client' }),
        'server-to-client': createHttp2Decoder({ sender: 'server' }),
      };
      let frames = 0;
      for (const { direction, bytes } of chunks) frames += decoders[direction].push(bytes).length;
      if (frames < FRAMES) throw new Error(`${frames} frames came out of ${FRAMES}.`);
    };
    const own: number[] = [];
    const whole: number[] = [];
    const peer: number[] = [];
    const empty = new RecordBuilder().open(1, 'http2').trace();
    await withCapture(builder.trace(), async (file) => {
      for (let run = 0; run < RUNS; run++) {
        own.push(await rate(FRAMES, decode));
        whole.push(await rate(FRAMES, () => builder.trace()));
        const listed = await tsharkFields(file, 'http2.type', DECODE_AS);
        if (listed.values < FRAMES) throw new Error(`tshark listed ${listed.values} frames of ${FRAMES}.`);
        const startup = await withCapture(empty, (none) => tsharkFields(none, 'http2.type', DECODE_AS));
        peer.push((FRAMES / (listed.ms - startup.ms)) * 1000);
      }
    });
    const tshark = { name: 'tshark (less its start)', values: peer };
    return {
      'decode.http2': figure('frames/s', own, tshark),
      'trace.http2': figure('frames/s', whole, tshark),
    };
  },
};
