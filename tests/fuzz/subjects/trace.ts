import { deflateRawSync } from 'node:zlib';
import type { Direction } from '../../../contract/direction.ts';
import { RecordBuilder } from '../../../trace/testing.ts';
import { explainFrame } from '../../../trace/explain.ts';
import type { Trace } from '../../../trace/trace.ts';
import { joinBytes } from '../../../wire/bytes.ts';
import { createHpackEncoder, type FieldToEncode } from '../../../wire/hpack/encode.ts';
import {
  encodeContinuation,
  encodeData,
  encodeGoaway,
  encodeHeaders,
  encodePing,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../../wire/http2/preface.ts';
import { encodeChunk, encodeLastChunk } from '../../../wire/http1/encode.ts';
import { encodeUtf8 } from '../../../wire/text.ts';
import { encodeFrame } from '../../../wire/websocket/encode.ts';
import { checkDiagnostics, checkSpans, law, same } from '../laws.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';

/** Bytes of one direction, in the order they crossed the wire. */
interface Segment {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

const up = (bytes: Uint8Array | string): Segment => ({
  direction: 'client-to-server',
  bytes: bytesOf(bytes),
});
const down = (bytes: Uint8Array | string): Segment => ({
  direction: 'server-to-client',
  bytes: bytesOf(bytes),
});
const bytesOf = (run: Uint8Array | string): Uint8Array => (typeof run === 'string' ? encodeUtf8(run) : run);

const WORDS = [
  ...[
    '\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    '0\r\n\r\n',
    '5\r\nabc\r\n',
    'id: 1\n\n',
  ],
  ...['HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', '\n\n', '\0'],
].map((text) => encodeUtf8(text));
const FRAMES = [
  ...[
    encodeSettingsAck(),
    encodeSettings([{ id: 1, value: 0 }]),
    encodeWindowUpdate(0, 9),
    encodePing(new Uint8Array(8)),
  ],
  ...[
    encodeRstStream(1, 8),
    encodeGoaway(1, 0),
    encodeContinuation(1, Uint8Array.of(0x88)),
    encodeData(1, encodeUtf8('\n\n')),
  ],
];

const EVENTS = [
  'data: x\n\n',
  ': hi\n\n',
  'id: 7\nevent: tick\ndata: 1\ndata: 2\n\n',
  'retry: 5\n\n',
  'data',
  '\r\n',
  'é: 1\n',
];
const eventsOf = (random: Random): Uint8Array =>
  encodeUtf8(random.list(4, () => random.pick(EVENTS)).join(''));

function webSocketFrames(random: Random, fromClient: boolean, deflate: boolean): Uint8Array {
  const frames = random.list(4, () => {
    const opcode = random.pick([0, 1, 1, 2, 8, 9, 10]);
    const plain =
      opcode === 8 ? Uint8Array.of(3, 232, 111, 107) : encodeUtf8(random.text(random.length(80), 'ab é'));
    const rsv1 = deflate && random.once(2) && opcode < 3;
    const payload = rsv1 ? new Uint8Array(deflateRawSync(plain, { finishFlush: 2 })).slice(0, -4) : plain;
    const maskingKey = fromClient ? random.next() : undefined;
    return encodeFrame({ opcode, payload: payload.subarray(0, 120), fin: !random.once(3), rsv1, maskingKey });
  });
  return joinBytes(frames);
}

function http1Segments(random: Random): Segment[] {
  const op = random.below(9);
  switch (random.below(4)) {
    case 0: {
      const deflate = random.once(2);
      const extensions = deflate ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : '';
      const frames = random.list(4, () =>
        random.once(2)
          ? up(webSocketFrames(random, true, deflate))
          : down(webSocketFrames(random, false, deflate)),
      );
      return [
        up(
          `GET /ws?op=${op} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
        ),
        down(
          `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extensions}\r\n`,
        ),
        ...frames,
      ];
    }
    case 1: {
      const chunks = random.list(5, () => down(encodeChunk(joinBytes([encodeUtf8(':'), eventsOf(random)]))));
      return [
        up(`GET /sse?op=${op} HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 3\r\n\r\n`),
        down('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'),
        ...chunks,
        down(encodeLastChunk()),
      ];
    }
    case 2:
      return [
        up(`GET /sse?op=${op} HTTP/1.1\r\nHost: a\r\n\r\n`),
        down('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'),
        ...random.list(5, () => down(eventsOf(random))),
      ];
    default:
      return [
        up(
          'POST /publish HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcHEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
        ),
        down(
          'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
        ),
        down('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'),
      ];
  }
}

const fieldList = (fields: Readonly<Record<string, string>>): FieldToEncode[] =>
  Object.entries(fields).map(([name, value]) => ({ name, value }));

function http2Segments(random: Random): Segment[] {
  const [request, response] = [createHpackEncoder(), createHpackEncoder()];
  const segments = [
    up(joinBytes([CONNECTION_PREFACE, encodeSettings([{ id: 1, value: 100 }])])),
    down(encodeSettings([{ id: 3, value: 4 }])),
  ];
  const base = { ':scheme': 'https', ':authority': 'a' };
  for (let id = 1; id < 2 + random.below(6); id += 2) {
    const isSocket = random.once(3);
    const isStream = random.once(2);
    const asked = isSocket
      ? { ':method': 'CONNECT', ':protocol': 'websocket', ...base, ':path': `/ws?op=${id}` }
      : { ':method': 'GET', ...base, ':path': `/sse?op=${id}` };
    const block = request.encode(fieldList(asked));
    const cut = random.below(block.length);
    const padLength = random.once(4) ? random.below(8) : undefined;
    if (random.once(3)) {
      segments.push(up(encodeHeaders(id, block.subarray(0, cut), { endHeaders: false, padLength })));
      segments.push(up(encodeContinuation(id, block.subarray(cut))));
    } else segments.push(up(encodeHeaders(id, block, { endStream: !isSocket, padLength })));
    if (random.once(4)) {
      const promised = { ':method': 'GET', ...base, ':path': '/pushed' };
      segments.push(down(encodePushPromise(id, id + 1, response.encode(fieldList(promised)))));
      segments.push(
        down(encodeHeaders(id + 1, response.encode(fieldList({ ':status': '200' })), { endStream: true })),
      );
    }
    const type = isStream ? 'text/event-stream' : 'text/plain';
    segments.push(
      down(encodeHeaders(id, response.encode(fieldList({ ':status': '200', 'content-type': type })))),
    );
    for (let count = random.below(4); count > 0; count--) {
      const data = isSocket ? webSocketFrames(random, false, false) : eventsOf(random);
      segments.push(down(encodeData(id, data, { endStream: random.once(4), padLength })));
      if (isSocket) segments.push(up(encodeData(id, webSocketFrames(random, true, false))));
    }
    if (random.once(3)) segments.push(random.pick([up, down])(random.pick(FRAMES)));
  }
  return segments;
}

/** The trace of the segments, each cut into pieces of up to `size` bytes. */
function traceOf(segments: readonly Segment[], origin: 'http1' | 'http2', size: number): Trace {
  const builder = new RecordBuilder().open(1, origin);
  for (const { direction, bytes } of segments) {
    for (let at = 0; at < bytes.length; at += size) {
      builder.record({ type: 'chunk', t: 0, conn: 1, direction, bytes: bytes.slice(at, at + size) });
    }
  }
  return builder.close(1).trace();
}

/** Everything the rows say but when they were added, in their order by direction. */
function rowsOf({ frames, diagnostics }: Trace): Readonly<Record<Direction, readonly unknown[]>> {
  const rows: Record<Direction, unknown[]> = { 'client-to-server': [], 'server-to-client': [] };
  for (let row = 0; row < frames.length; row++) {
    const { index: _index, t: _t, tEnd: _tEnd, ...view } = frames.view(row);
    const codes = (diagnostics.get(row) ?? []).map(({ code }) => code);
    const place = {
      source: frames.source(row),
      from: frames.sourceStart(row),
      to: frames.sourceEnd(row),
    };
    rows[view.direction].push({ ...view, codes, ...place });
  }
  return rows;
}

/** A whole connection through the trace, layer in layer, some segments faulty: every row can be explained. */
export const trace: Subject = {
  name: 'trace',
  check(random, note) {
    const origin = random.pick(['http1', 'http2'] as const);
    const sound = origin === 'http1' ? http1Segments(random) : http2Segments(random);
    const words = origin === 'http1' ? WORDS : FRAMES;
    const segments = sound.map(({ direction, bytes }) => ({
      direction,
      bytes: random.once(4) ? mutate(random, bytes, words) : bytes,
    }));
    note(joinBytes(segments.map(({ bytes }) => bytes)));
    const whole = traceOf(segments, origin, Number.POSITIVE_INFINITY);
    same('Chunking changes no row', rowsOf(traceOf(segments, origin, 1 + random.below(20))), rowsOf(whole));
    for (let row = 0; row < whole.frames.length; row++) {
      const [start, end] = [whole.frames.sourceStart(row), whole.frames.sourceEnd(row)];
      const { root, diagnostics, summary, layers } = explainFrame(whole, row);
      checkSpans(root, start, end);
      /* What is wrong with a message points at all its frames and stands at the last. */
      checkDiagnostics(diagnostics, whole.frames.layer(row) === 'websocket' ? 0 : start, end);
      law(layers.length > 0 && typeof summary === 'string', 'A row has layers and a summary');
    }
  },
};
