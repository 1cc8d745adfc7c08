import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Trace } from '../../trace/trace.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import {
  encodeData,
  encodeHeaders,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeText } from '../../wire/websocket/encode.ts';
import { figure, type Area } from '../figure.ts';

/** Columns double when they are full: a run of each length shows the best and the worst moment, and some between. */
const FRAMES = [150_000, 200_000, 250_000, 300_000] as const;
const MAX_WINDOW = 2 ** 31 - 1;
const CHUNK_BYTES = 16_384;

/** Bytes held, after everything that nobody holds is gone. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What a connection of each kind begins with, and the bytes that repeat on it: frames from the server. */
interface Traffic {
  readonly open: (builder: RecordBuilder) => void;
  /** The bytes, and how many frames they are. */
  readonly unit: (n: number) => readonly [Uint8Array, number];
}

const GET = 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n';
const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

const TRAFFIC = {
  'trace.bytes-per-frame.websocket': {
    open(builder) {
      builder.open(1).client(1, UPGRADE);
      builder.server(
        1,
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
    },
    unit: () => [encodeText('{"n":12345,"text":"hello"}'), 1],
  },
  'trace.bytes-per-frame.sse': {
    open(builder) {
      builder.open(1).client(1, GET);
      builder.server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
    },
    unit: (n) => [encodeUtf8(`id: ${n}\ndata: hello\n\n`), 1],
  },
  'trace.bytes-per-frame.http2': {
    open(builder) {
      const [request, response] = [createHpackEncoder(), createHpackEncoder()];
      const ask = request.encode([
        { name: ':method', value: 'GET' },
        { name: ':path', value: '/download' },
      ]);
      /* Windows as wide as they go, so that no frame breaks a rule. */
      const settings = encodeSettings([{ id: 4, value: MAX_WINDOW }]);
      const window = encodeWindowUpdate(0, MAX_WINDOW - 65_535);
      const get = encodeHeaders(1, ask, { endStream: true });
      builder.open(1, 'http2').client(1, joinBytes([CONNECTION_PREFACE, settings, window, get]));
      builder.server(1, joinBytes([encodeSettings([]), encodeSettingsAck()]));
      builder.server(1, encodeHeaders(1, response.encode([{ name: ':status', value: '200' }])));
    },
    unit: () => [encodeData(1, encodeUtf8('{"hello":"wire"}')), 1],
  },
} as const satisfies Readonly<Record<string, Traffic>>;

/** Bytes that a trace holds for each frame beyond the frame's own. */
function perFrame({ open, unit }: Traffic, frames: number): number {
  const builder = new RecordBuilder();
  open(builder);
  const before = held();
  const trace = new Trace();
  for (const record of builder.records) trace.apply(record);
  let fed = 0;
  let pending: Uint8Array[] = [];
  let size = 0;
  const flush = (): void => {
    const bytes = joinBytes(pending);
    trace.apply({ type: 'chunk', t: 1, conn: 1, direction: 'server-to-client', bytes });
    fed += bytes.length;
    pending = [];
    size = 0;
  };
  for (let n = 0; n < frames; n++) {
    const [bytes] = unit(n);
    pending.push(bytes);
    size += bytes.length;
    if (size >= CHUNK_BYTES) flush();
  }
  flush();
  const more = held() - before - fed;
  if (trace.frames.length < frames)
    throw new Error(`The trace has ${trace.frames.length} frames of ${frames}.`);
  return more / trace.frames.length;
}

/** What one more frame costs. It is meant to be at most 64 bytes. */
export const memory: Area = {
  names: Object.keys(TRAFFIC),
  measure() {
    return Promise.resolve(
      Object.fromEntries(
        Object.entries(TRAFFIC).map(([name, traffic]) => {
          perFrame(traffic, 10_000);
          return [
            name,
            figure(
              'bytes',
              FRAMES.map((frames) => perFrame(traffic, frames)),
            ),
          ];
        }),
      ),
    );
  },
};
