import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Direction } from '../../contract/direction.ts';
import { decoding } from '../../trace/decoding.ts';
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

/** What a connection of each kind begins with, and the bytes that repeat on it. */
interface Traffic {
  readonly open: (builder: RecordBuilder) => void;
  /** One frame from the server; several lie in a chunk. */
  readonly unit?: (n: number) => Uint8Array;
  /** Or a request and its answer, each in a chunk of its own. */
  readonly exchange?: () => (n: number) => readonly [Uint8Array, Uint8Array];
}

const GET = 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n';
const BROWSER = `${'User-Agent: Mozilla/5.0 (X11; Linux x86_64) '.padEnd(110, 'x')}\r\n`;
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
    unit: () => encodeText('{"n":12345,"text":"hello"}'),
  },
  'trace.bytes-per-frame.sse': {
    open(builder) {
      builder.open(1).client(1, GET);
      builder.server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
    },
    unit: (n) => encodeUtf8(`id: ${n}\ndata: hello\n\n`),
  },
  'trace.bytes-per-frame.http2': {
    open(builder) {
      const [request, response] = [createHpackEncoder(), createHpackEncoder()];
      const ask = request.encode([
        { name: ':method', value: 'GET' },
        { name: ':scheme', value: 'https' },
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
    unit: () => encodeData(1, encodeUtf8('{"hello":"wire"}')),
  },
  'trace.bytes-per-frame.http1-requests': {
    open(builder) {
      builder.open(1);
    },
    exchange: () => (n) => [
      encodeUtf8(`GET /items/${n} HTTP/1.1\r\nHost: localhost:5101\r\nAccept: */*\r\n${BROWSER}\r\n`),
      encodeUtf8(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nETag: "${n}"\r\n\r\n{}`,
      ),
    ],
  },
  'trace.bytes-per-frame.http2-requests': {
    open(builder) {
      builder.open(1, 'http2').client(1, joinBytes([CONNECTION_PREFACE, encodeSettings([])]));
      builder.server(1, joinBytes([encodeSettings([]), encodeSettingsAck()]));
    },
    exchange() {
      const [request, response] = [createHpackEncoder(), createHpackEncoder()];
      const asked = { ':method': 'GET', ':scheme': 'https', ':authority': 'localhost:5102' };
      const answered = { ':status': '200', 'content-type': 'application/json', 'content-length': '2' };
      const lines = (fields: Readonly<Record<string, string>>) =>
        Object.entries(fields).map(([name, value]) => ({ name, value }));
      return (n) => {
        const id = 2 * n + 1;
        const ask = request.encode(lines({ ...asked, ':path': `/items/${n}`, accept: '*/*' }));
        const answer = response.encode(lines({ ...answered, etag: `"${n}"` }));
        const data = encodeData(id, encodeUtf8('{}'), { endStream: true });
        /* As a browser does it now and then: what was read may be sent again. */
        const credit = encodeWindowUpdate(0, 2);
        return [
          joinBytes([encodeHeaders(id, ask, { endStream: true }), credit]),
          joinBytes([encodeHeaders(id, answer), data]),
        ];
      };
    },
  },
} as const satisfies Readonly<Record<string, Traffic>>;

/** Bytes that a trace holds for each frame beyond the frame's own. */
function perFrame({ open, unit, exchange }: Traffic, frames: number): number {
  const builder = new RecordBuilder();
  open(builder);
  const before = held();
  const trace = new Trace(decoding);
  for (const record of builder.records) trace.apply(record);
  let fed = 0;
  const feed = (direction: Direction, bytes: Uint8Array): void => {
    trace.apply({ type: 'chunk', t: trace.frames.length, conn: 1, direction, bytes });
    fed += bytes.length;
  };
  const next = exchange?.();
  for (let n = 0; next && trace.frames.length < frames; n++) {
    const [request, response] = next(n);
    feed('client-to-server', request);
    feed('server-to-client', response);
  }
  for (let n = 0; unit && n < frames;) {
    const pending: Uint8Array[] = [];
    for (let size = 0; n < frames && size < CHUNK_BYTES; n++)
      size += pending[pending.push(unit(n)) - 1]?.length ?? 0;
    feed('server-to-client', joinBytes(pending));
  }
  const more = held() - before - fed;
  if (trace.frames.length < frames)
    throw new Error(`The trace has ${trace.frames.length} frames of ${frames}.`);
  const [found] = trace.diagnostics.values();
  if (found) throw new Error(`The traffic breaks a rule: ${found[0]?.code}. That takes memory of its own.`);
  return more / trace.frames.length;
}

/** What one more frame costs. In a stream it is meant to be at most 64 bytes; for requests see docs/decisions/0010. */
export const memory: Area = {
  names: Object.keys(TRAFFIC),
  measure() {
    return Promise.resolve(
      Object.fromEntries(
        Object.entries<Traffic>(TRAFFIC).map(([name, traffic]) => {
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
