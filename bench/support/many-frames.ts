import { encodeFileHeader, encodeRecord } from '../../contract/codec.ts';
import type { Direction } from '../../contract/direction.ts';
import type { CaptureRecord } from '../../contract/records.ts';
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

const SSE_CONNECTIONS = [1, 2, 3, 4, 5, 6] as const;
const WEBSOCKETS = [7, 8, 9, 10] as const;
const STREAMS_CONNECTION = 11;
const FETCH_CONNECTION = 12;
const STREAMS = [1, 3, 5, 7] as const;
const MAX_WINDOW = 2 ** 31 - 1;
/** Milliseconds between rounds: about 5,000 frames a second. */
const ROUND_MS = 6;
/** What a round has: two frames an event, one a message, three a fetch. */
const FRAMES_PER_ROUND = SSE_CONNECTIONS.length * 2 + WEBSOCKETS.length + STREAMS.length * 2 + 3;

const UPGRADE = 'GET /ws?op=7 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const UPGRADED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

function openHttp2(builder: RecordBuilder, conn: number): void {
  const settings = encodeSettings([{ id: 4, value: MAX_WINDOW }]);
  const window = encodeWindowUpdate(0, MAX_WINDOW - 65_535);
  builder.open(conn, 'http2').client(conn, joinBytes([CONNECTION_PREFACE, settings, window]));
  builder.server(conn, joinBytes([encodeSettings([]), encodeSettingsAck()]));
}

function opening(): readonly CaptureRecord[] {
  const builder = new RecordBuilder().at(1);
  for (const conn of SSE_CONNECTIONS) {
    builder.open(conn).client(conn, `GET /sse?op=${conn} HTTP/1.1\r\nHost: a\r\n\r\n`).server(conn, SSE_HEAD);
  }
  for (const conn of WEBSOCKETS) {
    builder
      .open(conn)
      .client(conn, UPGRADE.replace('op=7', `op=${conn}`))
      .server(conn, UPGRADED);
  }
  openHttp2(builder, STREAMS_CONNECTION);
  const [request, response] = [createHpackEncoder(), createHpackEncoder()];
  for (const stream of STREAMS) {
    const ask = [
      { name: ':method', value: 'GET' },
      { name: ':scheme', value: 'https' },
      { name: ':path', value: `/sse?op=${10 + stream}` },
    ];
    builder.client(STREAMS_CONNECTION, encodeHeaders(stream, request.encode(ask), { endStream: true }));
    const answer = [
      { name: ':status', value: '200' },
      { name: 'content-type', value: 'text/event-stream' },
    ];
    builder.server(STREAMS_CONNECTION, encodeHeaders(stream, response.encode(answer)));
  }
  openHttp2(builder, FETCH_CONNECTION);
  return builder.records;
}

/** Records with at least `frames` frames: event streams, WebSockets and fetches, on HTTP/1.1 and HTTP/2, all at once. */
export function* manyFrames(frames: number): Generator<CaptureRecord, void, undefined> {
  yield* opening();
  const [requests, responses] = [createHpackEncoder(), createHpackEncoder()];
  const chunk = (t: number, conn: number, direction: Direction, bytes: Uint8Array): CaptureRecord => ({
    type: 'chunk',
    t,
    conn,
    direction,
    bytes,
  });
  const down = 'server-to-client';
  for (let round = 0; round * FRAMES_PER_ROUND < frames; round++) {
    const t = 10 + round * ROUND_MS;
    const data = `{"n":${round},"at":"2026-11-21T07:49:00.000Z"}`;
    const event = `id: ${round}\ndata: ${data}\n\n`;
    const piece = encodeUtf8(`${event.length.toString(16)}\r\n${event}\r\n`);
    for (const conn of SSE_CONNECTIONS) yield chunk(t + conn / 10, conn, down, piece);
    const message = encodeText(data);
    for (const conn of WEBSOCKETS) yield chunk(t + conn / 10, conn, down, message);
    for (const stream of STREAMS) {
      yield chunk(t + 2 + stream / 10, STREAMS_CONNECTION, down, encodeData(stream, encodeUtf8(event)));
    }
    const stream = 1 + 2 * round;
    const ask = requests.encode([
      { name: ':method', value: 'GET' },
      { name: ':scheme', value: 'https' },
      { name: ':path', value: `/poll?after=${round}` },
    ]);
    yield chunk(t + 4, FETCH_CONNECTION, 'client-to-server', encodeHeaders(stream, ask, { endStream: true }));
    const head = responses.encode([
      { name: ':status', value: '200' },
      { name: 'content-type', value: 'application/json' },
    ]);
    const answer = joinBytes([
      encodeHeaders(stream, head),
      encodeData(stream, encodeUtf8(data), { endStream: true }),
    ]);
    yield chunk(t + 5, FETCH_CONNECTION, down, answer);
  }
}

/** The same as a recording file. */
export function manyFramesFile(frames: number): Uint8Array {
  const parts: Uint8Array[] = [encodeFileHeader()];
  for (const record of manyFrames(frames)) parts.push(encodeRecord(record));
  return joinBytes(parts);
}
