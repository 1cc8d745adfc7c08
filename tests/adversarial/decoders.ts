import { deflateRawSync, constants } from 'node:zlib';
import { createFflateInflate } from '../../trace/inflate.ts';
import { joinBytes } from '../../wire/bytes.ts';
import type { Decoder, Frame } from '../../wire/frame.ts';
import {
  createHpackDecoder,
  DEFAULT_MAX_HEADER_LIST_SIZE,
  MAX_KEPT_TABLE_SIZE,
} from '../../wire/hpack/decoder.ts';
import { encodeString } from '../../wire/hpack/encode.ts';
import { encodeInteger } from '../../wire/hpack/integer.ts';
import { createHttp1Decoder, type Http1Decoder } from '../../wire/http1/decoder.ts';
import { HTTP1_LIMITS } from '../../wire/http1/limits.ts';
import { createHttp2Decoder, DEFAULT_MAX_KEPT_PAYLOAD } from '../../wire/http2/decoder.ts';
import {
  encodeContinuation,
  encodeFrame as encodeHttp2Frame,
  encodeHeaders,
  encodePing,
  encodeSettings,
} from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { createSseDecoder, MAX_BLOCK_BYTES } from '../../wire/sse/decoder.ts';
import { createWebSocketDecoder, MAX_PAYLOAD_BYTES } from '../../wire/websocket/decoder.ts';
import { createMessageInflater, MAX_INFLATED_BYTES } from '../../wire/websocket/deflate.ts';
import { encodeFrame } from '../../wire/websocket/encode.ts';
import { createMessageJoiner, MAX_MESSAGE_BYTES, MAX_MESSAGE_FRAMES } from '../../wire/websocket/message.ts';
import { flood, KiB, MiB, SLACK, type Attack } from './attack.ts';

/** So much is fed at least, and half as much again as may be kept. */
const LEAST_TOTAL = 6 * MiB;
/** A buffer doubles when it is full, and both halves live while it is copied. */
const DOUBLING = 3;
/** A WebSocket frame of a message that is being joined, as an object. */
const FRAME_OBJECT_BYTES = 320;
/** An entry of a dynamic table as an object, beside the 32 bytes that RFC 7541 §4.1 counts for it. */
const ENTRY_OBJECT_BYTES = 160;

/** An attack on one incremental decoder: `head` once, then `unit` without end. `kept`: the limit it keeps to. */
function against<D extends Decoder<Frame>>(
  name: string,
  create: () => D,
  input: { readonly head?: Uint8Array | string; readonly unit: Uint8Array | string },
  kept: number,
  after: (decoder: D) => void = () => undefined,
): Attack {
  return {
    name,
    run(look) {
      const decoder = create();
      const fed = flood(
        (chunk) => {
          decoder.push(chunk);
          after(decoder);
        },
        look,
        { ...input, total: Math.max(LEAST_TOTAL, kept * 1.5) },
      );
      decoder.end();
      return { fed, limit: kept * DOUBLING + SLACK };
    },
  };
}

function http1(name: string, role: 'request' | 'response', head: string, unit: string, kept: number): Attack {
  const create = (): Http1Decoder => createHttp1Decoder({ role });
  return against(`HTTP/1.1: ${name}`, create, { head, unit }, kept, (decoder) => decoder.takeBody());
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const { headBytes, chunkLineBytes, trailerBytes } = HTTP1_LIMITS;

const HTTP1: readonly Attack[] = [
  http1('a header field without end', 'request', 'GET / HTTP/1.1\r\nX: ', 'a', headBytes),
  http1('header fields without end', 'request', 'GET / HTTP/1.1\r\n', 'X: y\r\n', headBytes),
  http1('a start-line without end', 'request', 'GET /', 'a', headBytes),
  http1('empty lines without end', 'request', '', '\r\n', headBytes),
  http1('a million CR', 'response', '', '\r', headBytes),
  http1('interim responses without end', 'response', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 0),
  http1('a chunk extension without end', 'response', `${CHUNKED}1;`, 'a', chunkLineBytes),
  http1('a chunk-size of zeros without end', 'response', CHUNKED, '0', chunkLineBytes),
  http1('a chunk-size near 2^53', 'response', `${CHUNKED}1fffffffffffff\r\n`, 'a', 0),
  http1('a chunk-size of 2^63', 'response', `${CHUNKED}8000000000000000\r\n`, 'a', chunkLineBytes),
  http1('chunks of one byte', 'response', CHUNKED, '1\r\na\r\n', 0),
  http1('a trailer section without end', 'response', `${CHUNKED}0\r\n`, 'X: y\r\n', trailerBytes),
  http1(
    'bytes behind a request for an upgrade',
    'request',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    '\0',
    headBytes,
  ),
];

const sse = (name: string, head: string, unit: string, limit: number): Attack =>
  against(`Event stream: ${name}`, () => createSseDecoder(), { head, unit }, limit);

const SSE: readonly Attack[] = [
  sse('a line without end', 'data: ', 'a', MAX_BLOCK_BYTES),
  sse('a comment without end', ':', 'é', MAX_BLOCK_BYTES),
  sse('an event of long data lines without end', '', `data: ${'a'.repeat(1000)}\n`, MAX_BLOCK_BYTES),
  sse('an event of empty data lines without end', '', 'data\n', MAX_BLOCK_BYTES),
  sse('comments of one character without end', '', ':\n', MAX_BLOCK_BYTES),
  sse('unknown fields without end', '', 'x\n', 0),
  sse('a million CR', '', '\r', 0),
  sse('blank lines without end', '', '\n', 0),
];

const websocket = (name: string, head: Uint8Array, unit: Uint8Array | string, limit: number): Attack =>
  against(`WebSocket: ${name}`, () => createWebSocketDecoder({ sender: 'server' }), { head, unit }, limit);

const NO_BYTES = new Uint8Array(0);
const length64 = (high: number, low: number): Uint8Array => {
  const head = new Uint8Array(10);
  head.set([0x82, 127]);
  const view = new DataView(head.buffer);
  view.setUint32(2, high);
  view.setUint32(6, low);
  return head;
};

/** Frames joined to one message that never ends. */
function fragments(name: string, payload: Uint8Array, limit: number): Attack {
  return {
    name: `WebSocket: ${name}`,
    run(look) {
      const decoder = createWebSocketDecoder({ sender: 'server' });
      const joiner = createMessageJoiner();
      const first = encodeFrame({ opcode: 2, fin: false, payload });
      const more = encodeFrame({ opcode: 0, fin: false, payload });
      /* A copy, as a socket's chunk would be: frames are views of it. */
      const feed = (chunk: Uint8Array): void => {
        for (const frame of decoder.push(chunk.slice())) joiner.push(frame);
      };
      const total = payload.length === 0 ? 2 * MiB : 80 * MiB;
      return { fed: flood(feed, look, { head: first, unit: more, total }), limit: limit + SLACK };
    },
  };
}

/** A gibibyte of zeros in a megabyte, as permessage-deflate would carry it. */
const deflateBomb: Attack = {
  name: 'WebSocket: a message that inflates to a gibibyte',
  run(look) {
    const zeros = deflateRawSync(new Uint8Array(16 * MiB), { finishFlush: constants.Z_SYNC_FLUSH });
    const bomb = joinBytes(Array.from({ length: 64 }, () => new Uint8Array(zeros)));
    const inflater = createMessageInflater(createFflateInflate, { noContextTakeover: false });
    const { problem } = inflater.inflate(bomb);
    if (problem !== 'ws/inflate-too-big') throw new Error(`The bomb gave ${problem}.`);
    look();
    return { fed: bomb.length, limit: MAX_INFLATED_BYTES + SLACK };
  },
};

const WEBSOCKET: readonly Attack[] = [
  websocket('a payload of 2^63 bytes', length64(0x8000_0000, 0), 'a', 0),
  websocket('a payload of 2^53 bytes', length64(0x0020_0000, 0), 'a', 0),
  websocket('the longest payload that is kept', length64(0, MAX_PAYLOAD_BYTES), 'a', MAX_PAYLOAD_BYTES),
  websocket('empty frames without end', NO_BYTES, Uint8Array.of(0x82, 0), 0),
  websocket('pings without end', NO_BYTES, Uint8Array.of(0x89, 0), 0),
  fragments('millions of empty fragments', NO_BYTES, MAX_MESSAGE_FRAMES * FRAME_OBJECT_BYTES),
  fragments('fragments of 16 KiB without end', new Uint8Array(16 * KiB), MAX_MESSAGE_BYTES * 1.25),
  deflateBomb,
];

const http2 = (name: string, head: Uint8Array, unit: Uint8Array | string, limit: number): Attack =>
  against(`HTTP/2: ${name}`, () => createHttp2Decoder({ sender: 'client' }), { head, unit }, limit);

const behindPreface = (...runs: readonly Uint8Array[]): Uint8Array =>
  joinBytes([CONNECTION_PREFACE, ...runs]);

const HTTP2: readonly Attack[] = [
  http2('no preface, and no end', NO_BYTES, 'a', DEFAULT_MAX_KEPT_PAYLOAD),
  http2(
    'a payload of 16 MiB',
    behindPreface(encodeHttp2Frame({ typeCode: 0, streamId: 1, length: 0xff_ffff })),
    'a',
    DEFAULT_MAX_KEPT_PAYLOAD,
  ),
  http2(
    'a header block that is continued without end',
    behindPreface(encodeHeaders(1, NO_BYTES, { endHeaders: false })),
    encodeContinuation(1, new Uint8Array(16 * KiB), { endHeaders: false }),
    0,
  ),
  http2(
    'empty CONTINUATION frames without end',
    behindPreface(encodeHeaders(1, NO_BYTES, { endHeaders: false })),
    encodeContinuation(1, NO_BYTES, { endHeaders: false }),
    0,
  ),
  http2('SETTINGS without end', behindPreface(), encodeSettings([{ id: 4, value: 1 }]), 0),
  http2('PING without end', behindPreface(), encodePing(new Uint8Array(8)), 0),
  http2('frames of an unknown type without end', behindPreface(), encodeHttp2Frame({ typeCode: 0xbb }), 0),
];

/** A block that puts one large entry into the table and then names it again and again. */
const hpackBomb: Attack = {
  name: 'HPACK: an entry of 4,000 bytes, named a million times',
  run(look) {
    const out = [0x40];
    encodeString(out, 'x', 'never');
    encodeString(out, 'a'.repeat(4000), 'never');
    const block = joinBytes([Uint8Array.from(out), new Uint8Array(1_000_000).fill(0xbe)]);
    const decoder = createHpackDecoder();
    const kept: unknown[] = [];
    for (let count = 0; count < 8; count++) kept[0] = decoder.decode(block);
    look();
    const fed = 8 * block.length * kept.length;
    return { fed, limit: DEFAULT_MAX_HEADER_LIST_SIZE * DOUBLING + SLACK };
  },
};

/** A peer that allows four gibibytes of table, filled with the smallest entries there are. */
const hpackTable: Attack = {
  name: 'HPACK: a table of 4 GiB, filled with empty entries',
  run(look) {
    const decoder = createHpackDecoder({ maxTableSize: 2 ** 32 - 1 });
    const update: number[] = [];
    encodeInteger(update, 0x20, 2 ** 32 - 1, 5);
    decoder.decode(Uint8Array.from(update));
    const entries = new Uint8Array(3 * 10_000);
    for (let at = 0; at < entries.length; at += 3) entries[at] = 0x40;
    for (let count = 0; count < 100; count++) decoder.decode(entries);
    look();
    if (decoder.tableSize > MAX_KEPT_TABLE_SIZE) throw new Error(`The table has ${decoder.tableSize} bytes.`);
    return { fed: 100 * entries.length, limit: (MAX_KEPT_TABLE_SIZE / 32) * ENTRY_OBJECT_BYTES + SLACK };
  },
};

export const DECODER_ATTACKS: readonly Attack[] = [
  ...[...HTTP1, ...SSE, ...WEBSOCKET, ...HTTP2],
  hpackBomb,
  hpackTable,
];
