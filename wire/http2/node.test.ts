/* node:http2 as the other opinion: it writes what we read, reads what we write, and judges what we call wrong. */
import http2 from 'node:http2';
import { Duplex } from 'node:stream';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { createHpackDecoder } from '../hpack/decoder.ts';
import type { DecodedField } from '../hpack/header-block.ts';
import { HPACK_DIAGNOSTICS } from '../hpack/diagnostics.ts';
import { createHpackEncoder } from '../hpack/encode.ts';
import type { Sender } from './checks.ts';
import { createHttp2Decoder } from './decoder.ts';
import { HTTP2_DIAGNOSTICS } from './diagnostics.ts';
import {
  encodeContinuation,
  encodeData,
  encodeFrame,
  encodeGoaway,
  encodeHeaders,
  encodePing,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeWindowUpdate,
} from './encode.ts';
import { errorCodeName } from './error-codes.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from './frame.ts';
import { errorCode, headerBlockFragment, parseSettings } from './payload.ts';
import { CONNECTION_PREFACE } from './preface.ts';
import { SETTINGS } from './settings.ts';

/** Two ends of a connection in memory, and everything each of them wrote. */
function connect() {
  const written: Record<Sender, Uint8Array[]> = { client: [], server: [] };
  const end = (sender: Sender, peer: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        written[sender].push(Uint8Array.from(chunk));
        peer().push(chunk);
        done();
      },
      final(done) {
        peer().push(null);
        done();
      },
    });
  const client: Duplex = end('client', () => server);
  const server: Duplex = end('server', () => client);
  return { client, server, bytes: (sender: Sender) => joinBytes(written[sender]) };
}

interface Direction {
  readonly frames: readonly Http2Frame[];
  readonly blocks: readonly { readonly streamId: number; readonly fields: readonly DecodedField[] }[];
}

/** Reads what one end wrote. `tableSize` is the SETTINGS_HEADER_TABLE_SIZE of the other end. */
function read(bytes: Uint8Array, sender: Sender, tableSize: number): Direction {
  const frames = createHttp2Decoder({ sender }).push(bytes);
  const hpack = createHpackDecoder();
  const blocks: { streamId: number; fields: readonly DecodedField[] }[] = [];
  let fragments: Uint8Array[] = [];
  for (const frame of frames) {
    expect([frame.type, frame.diagnostics]).toEqual([frame.type, []]);
    if (frame.typeCode === FRAME_TYPES.SETTINGS && frame.flags & FLAGS.ACK) hpack.setMaxTableSize(tableSize);
    const fragment = headerBlockFragment(frame);
    if (fragment.length === 0) continue;
    fragments.push(fragment);
    if (!(frame.flags & FLAGS.END_HEADERS)) continue;
    const block = hpack.decode(joinBytes(fragments));
    expect(block.diagnostics).toEqual([]);
    blocks.push({ streamId: frame.streamId, fields: block.fields });
    fragments = [];
  }
  return { frames, blocks };
}

const pairs = (raw: readonly string[]) =>
  Array.from({ length: raw.length / 2 }, (_, at) => `${raw[2 * at]}: ${raw[2 * at + 1]}`);
const lines = (fields: readonly DecodedField[]) => fields.map(({ name, value }) => `${name}: ${value}`);

describe('what node:http2 writes', () => {
  test('is read frame by frame, with the header lists that its other end reports', async () => {
    const wire = connect();
    const server = http2.createServer({
      settings: { headerTableSize: 200, enableConnectProtocol: true },
      paddingStrategy: http2.constants.PADDING_STRATEGY_MAX,
    });
    const requests: string[][] = [];
    server.on('stream', (stream: http2.ServerHttp2Stream, ...more: unknown[]) => {
      requests.push(pairs(more[2] as string[]));
      stream.respond({ ':status': 200, 'x-answer': 'yes', 'x-long': 'abc'.repeat(200) });
      stream.end('the body');
    });
    server.emit('connection', wire.server);
    const client = http2.connect('http://localhost', {
      createConnection: () => wire.client,
      settings: { headerTableSize: 100, enablePush: false },
    });
    const responses: string[][] = [];
    const asked = [
      { ':path': '/one', 'x-secret': 'hidden', [http2.sensitiveHeaders]: ['x-secret'] },
      { ':path': '/two?a=1', 'x-secret': 'hidden', [http2.sensitiveHeaders]: ['x-secret'] },
      { ':path': '/large', 'x-large': 'value-'.repeat(6_000) },
      { ':path': '/one', cookie: 'a=1; b=2', accept: '*/*' },
    ];
    for (const headers of asked) {
      const request = client.request(headers);
      request.on('response', (...more: unknown[]) => responses.push(pairs(more[2] as string[])));
      request.resume();
      request.end();
      await once(request, 'close');
    }
    client.close();
    await once(client, 'close');
    server.close();

    const fromClient = read(wire.bytes('client'), 'client', 200);
    const fromServer = read(wire.bytes('server'), 'server', 100);
    expect(fromClient.blocks.map(({ fields }) => lines(fields))).toEqual(requests);
    expect(fromServer.blocks.map(({ fields }) => lines(fields))).toEqual(responses);
    expect(fromClient.blocks.map(({ streamId }) => streamId)).toEqual([1, 3, 5, 7]);
    const secrets = fromClient.blocks.flatMap(({ fields }) =>
      fields.filter(({ name }) => name === 'x-secret'),
    );
    expect(secrets.map(({ neverIndexed }) => neverIndexed)).toEqual([true, true]);
    const types = fromClient.frames.map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['preface', 'SETTINGS']);
    expect(types).toContain('CONTINUATION');
    expect(types.at(-1)).toBe('GOAWAY');
    expect(fromServer.frames.some(({ flags, type }) => type === 'DATA' && flags & FLAGS.PADDED)).toBe(true);
    const settings = parseSettings(fromServer.frames[0]?.payload ?? new Uint8Array(0));
    expect(settings.map(({ name, value }) => `${name}=${value}`)).toContain('ENABLE_CONNECT_PROTOCOL=1');
  });
});

describe('what we write', () => {
  test('is read by node:http2 as the header lists that went in', async () => {
    const wire = connect();
    const server = http2.createServer();
    server.emit('connection', wire.server);
    wire.client.resume();
    const encoder = createHpackEncoder();
    const lists = [
      [':method: GET', ':scheme: http', ':authority: localhost', ':path: /a', 'x-one: 1'],
      [':method: GET', ':scheme: http', ':authority: localhost', ':path: /b', 'x-one: 1', 'x-two: ~^|!'],
      [':method: GET', ':scheme: http', ':authority: localhost', ':path: /a', 'x-one: 2'],
    ];
    const blocks = lists.map((list) =>
      encoder.encode(
        list.map((line) => {
          const split = line.indexOf(': ', 1);
          return { name: line.slice(0, split), value: line.slice(split + 2) };
        }),
      ),
    );
    const [first, second, third] = blocks as [Uint8Array, Uint8Array, Uint8Array];
    const seen: string[][] = [];
    const allSeen = new Promise<void>((resolve) => {
      server.on('stream', (stream: http2.ServerHttp2Stream, ...more: unknown[]) => {
        seen.push(pairs(more[2] as string[]));
        stream.respond({ ':status': 204 }, { endStream: true });
        if (seen.length === lists.length) resolve();
      });
    });
    const priority = { exclusive: true, dependency: 0, weight: 256 };
    wire.client.write(
      joinBytes([
        CONNECTION_PREFACE,
        encodeSettings([{ id: SETTINGS.INITIAL_WINDOW_SIZE, value: 1_000_000 }]),
        encodeWindowUpdate(0, 1_000_000),
        encodeHeaders(1, first, { endStream: true, priority, padLength: 7 }),
        encodeHeaders(3, second.subarray(0, 5), { endStream: true, endHeaders: false }),
        encodeContinuation(3, second.subarray(5)),
        encodePing(new Uint8Array(8)),
        encodeHeaders(5, third),
        encodeData(5, Uint8Array.of(1, 2, 3), { endStream: true, padLength: 10 }),
      ]),
    );
    await allSeen;
    expect(seen).toEqual(lists);
    wire.client.end(encodeGoaway(0, 0));
    server.close();
  });
});

const OPEN = encodeHeaders(1, createHpackEncoder().encode(requestFields('/')));
function requestFields(path: string) {
  return [
    { name: ':method', value: 'POST' },
    { name: ':scheme', value: 'http' },
    { name: ':authority', value: 'localhost' },
    { name: ':path', value: path },
  ];
}
const setting = (id: number, value: number) => encodeSettings([{ id, value }]);
const frame = (typeCode: number, streamId: number, size: number, flags = 0) =>
  encodeFrame({ typeCode, streamId, flags, payload: new Uint8Array(size) });

const DIAGNOSTICS = { ...HTTP2_DIAGNOSTICS, ...HPACK_DIAGNOSTICS };
type Code = keyof typeof DIAGNOSTICS;

/** A HEADERS frame around bytes that are no proper header block. */
const badBlock = (hex: string) => [encodeHeaders(1, Uint8Array.from(Buffer.from(hex, 'hex')))];

/** Bytes after preface and SETTINGS, and the diagnostic they get here. */
const WRONG: readonly (readonly [string, Code, readonly Uint8Array[]])[] = [
  ['index 0', 'hpack/index-zero', badBlock('80')],
  ['an index beyond both tables', 'hpack/index-beyond-table', badBlock('be')],
  ['an integer above 32 bits', 'hpack/integer-too-large', badBlock('ffffffffff7f')],
  ['a string beyond its block', 'hpack/truncated', badBlock('8200056162')],
  ['EOS in a string', 'hpack/huffman-eos', badBlock('0084ffffffff00')],
  ['eight bits of Huffman padding', 'hpack/huffman-padding', badBlock('0082f8ff00')],
  ['a table size above the limit', 'hpack/size-update-too-large', badBlock('3fe21f82')],
  ['a size update after a field', 'hpack/size-update-late', badBlock('8220')],
  ['a frame above the maximum size', 'http2/frame-too-large', [OPEN, frame(FRAME_TYPES.DATA, 1, 16_385)]],
  ['a PING of nine bytes', 'http2/payload-size', [frame(FRAME_TYPES.PING, 0, 9)]],
  ['a WINDOW_UPDATE of five bytes', 'http2/payload-size', [frame(FRAME_TYPES.WINDOW_UPDATE, 0, 5)]],
  ['a GOAWAY of seven bytes', 'http2/payload-size', [frame(FRAME_TYPES.GOAWAY, 0, 7)]],
  ['a SETTINGS of five bytes', 'http2/payload-size', [frame(FRAME_TYPES.SETTINGS, 0, 5)]],
  [
    'a SETTINGS acknowledgment with a payload',
    'http2/settings-ack-payload',
    [frame(FRAME_TYPES.SETTINGS, 0, 6, FLAGS.ACK)],
  ],
  ['DATA on stream 0', 'http2/stream-required', [encodeData(0, new Uint8Array(0))]],
  ['RST_STREAM on stream 0', 'http2/stream-required', [encodeRstStream(0, 0)]],
  ['PING on a stream', 'http2/stream-not-allowed', [frame(FRAME_TYPES.PING, 1, 8)]],
  ['SETTINGS on a stream', 'http2/stream-not-allowed', [frame(FRAME_TYPES.SETTINGS, 1, 0)]],
  ['an even stream from a client', 'http2/stream-parity', [encodeHeaders(2, OPEN.subarray(9))]],
  [
    'padding longer than its frame',
    'http2/padding-too-long',
    [OPEN, encodeFrame({ typeCode: 0, streamId: 1, flags: FLAGS.PADDED, payload: Uint8Array.of(9, 1) })],
  ],
  ['a window increment of 0', 'http2/window-increment-zero', [encodeWindowUpdate(0, 0)]],
  ['ENABLE_PUSH=2', 'http2/enable-push-value', [setting(SETTINGS.ENABLE_PUSH, 2)]],
  ['a window above 2^31-1', 'http2/initial-window-value', [setting(SETTINGS.INITIAL_WINDOW_SIZE, 2 ** 31)]],
  ['MAX_FRAME_SIZE=1', 'http2/max-frame-size-value', [setting(SETTINGS.MAX_FRAME_SIZE, 1)]],
  ['ENABLE_CONNECT_PROTOCOL=2', 'http2/enable-connect-value', [setting(SETTINGS.ENABLE_CONNECT_PROTOCOL, 2)]],
  [
    'a CONTINUATION without HEADERS',
    'http2/continuation-unexpected',
    [OPEN, encodeContinuation(1, new Uint8Array(0))],
  ],
  [
    'a frame inside a header block',
    'http2/header-block-interrupted',
    [encodeHeaders(1, new Uint8Array(0), { endHeaders: false }), encodePing(new Uint8Array(8))],
  ],
  ['a push from a client', 'http2/push-from-client', [OPEN, encodePushPromise(1, 2, OPEN.subarray(9))]],
];

/**
 * Node passes some verdicts of nghttp2 on as an error of the session, and then answers INTERNAL_ERROR or nothing at all.
 * These are the messages.
 */
const SESSION_ERRORS: Readonly<Record<string, string>> = {
  'Protocol error': 'PROTOCOL_ERROR',
  'Flow control error': 'FLOW_CONTROL_ERROR',
};

describe('what we call wrong', () => {
  test.each(WRONG)('%s is what node:http2 rejects with the code of %s', async (_what, code, wrong) => {
    const bytes = joinBytes([CONNECTION_PREFACE, encodeSettings([]), ...wrong]);
    const hpack = createHpackDecoder();
    const found = createHttp2Decoder({ sender: 'client' })
      .push(bytes)
      .flatMap((one) => [...one.diagnostics, ...hpack.decode(headerBlockFragment(one)).diagnostics]);
    expect(found.map((diagnostic) => diagnostic.code)).toContain(code);

    const wire = connect();
    const server = http2.createServer();
    server.on('stream', (stream) => stream.on('error', () => undefined));
    const verdict = new Promise<string>((resolve) => {
      server.on('sessionError', (error: Error) => resolve(SESSION_ERRORS[error.message] ?? error.message));
      const decoder = createHttp2Decoder({ sender: 'server' });
      wire.client.on('data', (chunk: Buffer) => {
        const goaway = decoder.push(chunk).find((one) => one.typeCode === FRAME_TYPES.GOAWAY);
        const name = goaway && errorCodeName(errorCode(goaway));
        if (name && name !== 'INTERNAL_ERROR') resolve(name);
      });
    });
    server.emit('connection', wire.server);
    wire.client.write(bytes);
    expect(await verdict).toBe(DIAGNOSTICS[code].response);
    wire.client.destroy();
    server.close();
  });
});
