import { deflateRawSync, constants } from 'node:zlib';
import type { Direction } from '../../contract/direction.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { MAX_DIAGNOSED_FRAMES, MAX_INFLATED_BYTES_OF_TRACE } from '../../trace/frame-notes.ts';
import { MAX_HEADER_BLOCK_BYTES } from '../../trace/http2/header-blocks.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { DEFAULT_MAX_HEADER_LIST_SIZE } from '../../wire/hpack/decoder.ts';
import { createHpackEncoder, encodeString } from '../../wire/hpack/encode.ts';
import {
  encodeContinuation,
  encodeData,
  encodeHeaders,
  encodePing,
  encodeRstStream,
  encodeSettings,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeFrame } from '../../wire/websocket/encode.ts';
import { flood, KiB, MiB, SLACK, type Attack } from './attack.ts';

/** A trace keeps every byte that crossed the wire: that is what it is for. */
const TOTAL = 2 * MiB;
/** Columns of a row, which double when they are full, and the lists that find it again. */
const ROW_BYTES = 2 * 64 + 32;
/** A place in a map by row, and what stands there. */
const NOTE_BYTES = 256;
/** A decoded header block of two fields, and the exchange or stream it belongs to. */
const HEADER_BLOCK_BYTES = 1_200;
/** A decoded field, as an object. */
const FIELD_BYTES = 128;
const DIAGNOSTICS_BYTES = 1_000;
/** An inflated text is kept as bytes and as text. */
const TEXT_AND_BYTES = 2;
const DIAGNOSED = MAX_DIAGNOSED_FRAMES * DIAGNOSTICS_BYTES;

interface Connection {
  readonly origin: 'http1' | 'http2';
  readonly head: readonly [Direction, Uint8Array | string][];
  readonly direction: Direction;
}

const GET = 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n';
const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
const up = 'client-to-server';
const down = 'server-to-client';

const HTTP1_REQUEST: Connection = { origin: 'http1', head: [], direction: up };
const EVENT_STREAM: Connection = {
  origin: 'http1',
  head: [
    [up, GET],
    [down, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'],
  ],
  direction: down,
};
const CHUNKED: Connection = {
  ...EVENT_STREAM,
  head: [
    [up, GET],
    [down, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ],
};
const SOCKET: Connection = {
  origin: 'http1',
  head: [
    [up, UPGRADE],
    [down, `${SWITCHING}Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n`],
  ],
  direction: down,
};
const HTTP2: Connection = { origin: 'http2', head: [[up, CONNECTION_PREFACE]], direction: up };

/**
 * A connection flooded in one direction. `more` is what may be held beside the bytes and a row for each frame; `perRow` more
 * for each of them.
 */
function against(
  name: string,
  connection: Connection,
  input: {
    readonly head?: Uint8Array | string;
    readonly unit: Uint8Array | string;
    readonly more?: number;
    readonly perRow?: number;
  },
): Attack {
  const { more = 0, perRow = 0 } = input;
  return {
    name: `Trace: ${name}`,
    run(look) {
      const { origin, head, direction } = connection;
      const trace = new Trace(decoding);
      const builder = new RecordBuilder().open(1, origin);
      for (const [from, bytes] of head) {
        if (from === up) builder.client(1, bytes);
        else builder.server(1, bytes);
      }
      for (const record of builder.records) trace.apply(record);
      const feed = (bytes: Uint8Array): void => {
        trace.apply({ type: 'chunk', t: 1, conn: 1, direction, bytes: bytes.slice() });
      };
      const fed = flood(feed, look, { ...input, total: TOTAL });
      /* Looked at once more when everything is over: what was waiting for more is let go. */
      trace.apply({ type: 'connection-closed', t: 2, conn: 1, by: 'client', how: 'fin' });
      return { fed, limit: fed * 1.1 + trace.frames.length * (ROW_BYTES + perRow) + more + SLACK };
    },
  };
}

const block = createHpackEncoder().encode([
  { name: ':method', value: 'GET' },
  { name: ':path', value: '/' },
]);
const bomb = (() => {
  const out = [0x40];
  encodeString(out, 'x', 'never');
  encodeString(out, 'a'.repeat(4000), 'never');
  return joinBytes([Uint8Array.from(out), new Uint8Array(12_000).fill(0xbe)]);
})();

/** So many zeros as a message of permessage-deflate (RFC 7692 §7.2.1). */
function deflated(size: number): Uint8Array {
  const { Z_SYNC_FLUSH } = constants;
  return new Uint8Array(deflateRawSync(new Uint8Array(size), { finishFlush: Z_SYNC_FLUSH })).slice(0, -4);
}

export const TRACE_ATTACKS: readonly Attack[] = [
  against('a head without end', HTTP1_REQUEST, { head: 'GET / HTTP/1.1\r\nX: ', unit: 'a' }),
  against('a chunk extension without end', CHUNKED, { head: '1;', unit: 'a' }),
  against('chunks of one byte', CHUNKED, { unit: '1\r\na\r\n' }),
  against('an event without end', EVENT_STREAM, { unit: 'data\n' }),
  against('blank lines without end', EVENT_STREAM, { unit: '\r' }),
  against('comments without end', EVENT_STREAM, { unit: ':\n\n' }),
  against('a WebSocket payload of 2^63 bytes', SOCKET, {
    head: Uint8Array.of(0x82, 127, 128, 0, 0, 0, 0, 0, 0, 0),
    unit: 'a',
  }),
  against('empty WebSocket fragments', SOCKET, {
    head: encodeFrame({ opcode: 2, fin: false }),
    unit: encodeFrame({ opcode: 0, fin: false }),
    perRow: NOTE_BYTES,
  }),
  against('WebSocket pings', SOCKET, { unit: Uint8Array.of(0x89, 0) }),
  against('WebSocket frames that break every rule', SOCKET, {
    unit: Uint8Array.of(0x3b, 0x81, 1, 2, 3, 4, 0),
    more: DIAGNOSED,
    perRow: NOTE_BYTES,
  }),
  against('WebSocket messages that inflate to 64 KiB each', SOCKET, {
    unit: encodeFrame({ opcode: 1, rsv1: true, payload: deflated(64 * KiB) }),
    more: MAX_INFLATED_BYTES_OF_TRACE * TEXT_AND_BYTES,
    perRow: NOTE_BYTES,
  }),
  against('SETTINGS that nobody acknowledges', HTTP2, {
    unit: encodeSettings([{ id: 4, value: 1 }]),
    perRow: NOTE_BYTES,
  }),
  against('PING', HTTP2, { unit: encodePing(new Uint8Array(8)) }),
  against('WINDOW_UPDATE', HTTP2, { unit: encodeWindowUpdate(0, 1), more: DIAGNOSED }),
  against('a header block that is continued without end', HTTP2, {
    head: encodeHeaders(1, block, { endHeaders: false }),
    unit: encodeContinuation(1, new Uint8Array(16 * KiB), { endHeaders: false }),
    more: MAX_HEADER_BLOCK_BYTES,
  }),
  against('empty CONTINUATION frames', HTTP2, {
    head: encodeHeaders(1, block, { endHeaders: false }),
    unit: encodeContinuation(1, new Uint8Array(0), { endHeaders: false }),
    more: DIAGNOSED,
    perRow: NOTE_BYTES,
  }),
  against('CONTINUATION frames of one byte', HTTP2, {
    head: encodeHeaders(1, block, { endHeaders: false }),
    unit: encodeContinuation(1, Uint8Array.of(0), { endHeaders: false }),
    more: DIAGNOSED,
    perRow: NOTE_BYTES,
  }),
  against('header blocks that are HPACK bombs', HTTP2, {
    unit: encodeHeaders(1, bomb, { endStream: true }),
    more: DIAGNOSED,
    perRow: (DEFAULT_MAX_HEADER_LIST_SIZE / 4_000) * FIELD_BYTES,
  }),
  against('DATA for a stream that was never opened', HTTP2, {
    unit: encodeData(7, new Uint8Array(1)),
    more: DIAGNOSED,
  }),
  against('one stream, reset without end', HTTP2, {
    unit: joinBytes([encodeHeaders(1, block), encodeRstStream(1, 8)]),
    more: DIAGNOSED,
    perRow: HEADER_BLOCK_BYTES / 2,
  }),
];
