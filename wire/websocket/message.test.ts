import { createDeflateRaw, constants, deflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { encodeUtf8 } from '../text.ts';
import { createWebSocketDecoder } from './decoder.ts';
import { createMessageInflater, InflateLimitError, inflaterOptions, type CreateInflate } from './deflate.ts';
import { encodeBinary, encodeFragments, encodeFrame, encodePing, encodeText } from './encode.ts';
import { OPCODES } from './frame.ts';
import { createMessageJoiner, MAX_MESSAGE_FRAMES, type MessageJoinerOptions } from './message.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const createInflate: CreateInflate = (dictionary) => {
  let limit = 0;
  let size = 0;
  let runs: Uint8Array[] = [];
  const stream = new Inflate(dictionary ? { dictionary } : {}, (run) => {
    size += run.length;
    if (size > limit) throw new InflateLimitError();
    runs.push(run.slice());
  });
  return (compressed, bound) => {
    [limit, size, runs] = [bound, 0, []];
    stream.push(compressed, false);
    return joinBytes([new Uint8Array(0), ...runs]);
  };
};

function join(bytes: Uint8Array, options: MessageJoinerOptions = {}) {
  const decoder = createWebSocketDecoder({ sender: 'server', deflate: options.deflate !== undefined });
  const joiner = createMessageJoiner(options);
  return decoder.push(bytes).flatMap((frame) => joiner.push(frame));
}

const takeover = (): MessageJoinerOptions => ({
  deflate: createMessageInflater(createInflate, { noContextTakeover: false }),
});
const texts = (bytes: Uint8Array, options: MessageJoinerOptions) =>
  join(bytes, options).map(({ text }) => text);
const codes = (bytes: Uint8Array, options: MessageJoinerOptions) =>
  join(bytes, options).map(({ diagnostics }) => diagnostics.map(({ code }) => code));

/** The messages as permessage-deflate sends them, with one window for all of them. */
async function deflateAll(messages: readonly string[]): Promise<Uint8Array[]> {
  const stream = createDeflateRaw();
  const out: Uint8Array[] = [];
  for (const message of messages) {
    stream.write(message);
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    const bytes = new Uint8Array(stream.read() as Buffer);
    out.push(bytes.subarray(0, -4));
  }
  stream.close();
  return out;
}

describe('a message joiner', () => {
  test('joins fragments, and passes over control frames between them', () => {
    const [first, second] = encodeFragments(OPCODES.text, [encodeUtf8('Hel'), encodeUtf8('lo')], 0x01020304);
    const decoder = createWebSocketDecoder({ sender: 'client' });
    const joiner = createMessageJoiner();
    const bytes = joinBytes([first as Uint8Array, encodePing(undefined, 1), second as Uint8Array]);
    const [message, ...rest] = decoder.push(bytes).flatMap((frame) => joiner.push(frame));
    expect(rest).toEqual([]);
    expect(message).toMatchObject({
      type: 'text',
      text: 'Hello',
      compressedLength: undefined,
      diagnostics: [],
    });
    expect(message?.frames.map(({ type }) => type)).toEqual(['text', 'continuation']);
  });

  test('gives binary messages bytes and no text', () => {
    const [message] = join(encodeBinary(Uint8Array.of(1, 2)));
    expect(message).toMatchObject({ type: 'binary', text: undefined, bytes: Uint8Array.of(1, 2) });
  });

  test('drops fragments without a start, and a message that another one interrupts', () => {
    const stray = encodeFrame({ opcode: OPCODES.continuation });
    const open = encodeFrame({ opcode: OPCODES.text, fin: false });
    expect(texts(joinBytes([stray, open, encodeText('whole')]), {})).toEqual(['whole']);
  });

  test('counts a message over its bound without keeping it', () => {
    const pieces = encodeFragments(OPCODES.text, [encodeUtf8('abc'), encodeUtf8('def')]);
    const [message] = join(joinBytes(pieces), { maxMessageBytes: 5 });
    expect(message).toMatchObject({
      text: '',
      diagnostics: [{ code: 'ws/message-not-kept', start: 0, end: 10 }],
    });
    expect(message?.frames).toHaveLength(1);
  });

  test('survives a flood of empty fragments', () => {
    const joiner = createMessageJoiner();
    const [start, middle, last] = createWebSocketDecoder({ sender: 'server' }).push(
      joinBytes(encodeFragments(OPCODES.text, [new Uint8Array(0), new Uint8Array(0), new Uint8Array(0)])),
    );
    if (!start || !middle || !last) throw new Error('three frames');
    joiner.push(start);
    for (let index = 0; index < MAX_MESSAGE_FRAMES + 1; index++) joiner.push(middle);
    const [message] = joiner.push(last);
    expect(message?.frames).toHaveLength(1);
    expect(message?.diagnostics.map(({ code }) => code)).toEqual(['ws/message-not-kept']);
  });
});

describe('permessage-deflate', () => {
  test.each([
    ['one compressed block (RFC 7692 §7.2.3.1)', 'c1 07 f2 48 cd c9 c9 07 00', ['Hello']],
    ['one message in two frames (RFC 7692 §7.2.3.1)', '41 03 f2 48 cd 80 04 c9 c9 07 00', ['Hello']],
    [
      'a window shared by two messages (RFC 7692 §7.2.3.2)',
      'c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00',
      ['Hello', 'Hello'],
    ],
    ['a block without compression (RFC 7692 §7.2.3.3)', 'c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00', ['Hello']],
    ['a block with BFINAL set (RFC 7692 §7.2.3.4)', 'c1 08 f3 48 cd c9 c9 07 00 00', ['Hello']],
    [
      'two blocks in one message (RFC 7692 §7.2.3.5)',
      'c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00',
      ['Hello'],
    ],
  ])('reads %s', (_what, bytes, expected) => {
    expect(texts(hex(bytes), takeover())).toEqual(expected);
  });

  test('tells compressed size from inflated size', () => {
    const [message] = join(hex('c1 07 f2 48 cd c9 c9 07 00'), takeover());
    expect([message?.compressedLength, message?.bytes.length]).toEqual([7, 5]);
  });

  test('reads what zlib compresses, over many messages with one window', async () => {
    const messages = Array.from(
      { length: 50 },
      (_, n) => `{"n":${n},"text":"${'lorem ipsum '.repeat(n * 20)}"}`,
    );
    const frames = (await deflateAll(messages)).map((payload) =>
      encodeFrame({ opcode: 1, rsv1: true, payload }),
    );
    expect(texts(joinBytes(frames), takeover())).toEqual(messages);
  });

  test('goes on after a block with BFINAL set, with the window it had', () => {
    const final = 'c1 08 f3 48 cd c9 c9 07 00 00';
    expect(texts(hex(`${final} ${final} c1 05 f2 00 11 00 00 c1 01 00`), takeover())).toEqual([
      ...['Hello', 'Hello', 'Hello', ''],
    ]);
  });

  test('leaves a message without RSV1 as it is, and the window too', async () => {
    const [one, two] = await deflateAll(['repeat after me', 'repeat after me']);
    const bytes = joinBytes([
      encodeFrame({ opcode: 1, rsv1: true, payload: one as Uint8Array }),
      encodeText('plain'),
      encodeFrame({ opcode: 1, rsv1: true, payload: two as Uint8Array }),
    ]);
    expect(texts(bytes, takeover())).toEqual(['repeat after me', 'plain', 'repeat after me']);
  });

  test('with no context takeover starts each message anew', () => {
    const deflate = createMessageInflater(createInflate, { noContextTakeover: true });
    const hello = 'c1 07 f2 48 cd c9 c9 07 00';
    expect(texts(hex(`${hello} ${hello}`), { deflate })).toEqual(['Hello', 'Hello']);
    expect(codes(hex(`${hello} c1 05 f2 00 11 00 00`), { deflate })[1]).toEqual(['ws/inflate-failed']);
  });

  test('reports bad data, and that what follows cannot be read', () => {
    const bytes = hex('c1 01 06 c1 07 f2 48 cd c9 c9 07 00');
    expect(codes(bytes, takeover())).toEqual([['ws/inflate-failed'], ['ws/inflate-context-lost']]);
    const deflate = createMessageInflater(createInflate, { noContextTakeover: true });
    expect(codes(bytes, { deflate })).toEqual([['ws/inflate-failed'], []]);
  });

  test('loses the window with a message that was not kept', () => {
    const hello = 'c1 07 f2 48 cd c9 c9 07 00';
    expect(codes(hex(`${hello} c1 05 f2 00 11 00 00`), { ...takeover(), maxMessageBytes: 6 })).toEqual([
      ['ws/message-not-kept'],
      ['ws/inflate-context-lost'],
    ]);
  });

  test('stops a message that inflates beyond its bound', () => {
    const payload = new Uint8Array(
      deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_SYNC_FLUSH }),
    );
    const bytes = encodeFrame({ opcode: 2, rsv1: true, payload: payload.subarray(0, -4) });
    const deflate = createMessageInflater(createInflate, {
      noContextTakeover: false,
      maxMessageBytes: 65_536,
    });
    expect(codes(bytes, { deflate })).toEqual([['ws/inflate-too-big']]);
    expect(join(bytes, takeover())[0]?.bytes.length).toBe(1_000_000);
  });

  test('stops reading a message soon after its bound, however long its data is', () => {
    let read = 0;
    const bomb: CreateInflate = () => (compressed, limit) => {
      read += compressed.length;
      if (compressed.length * 1_000 > limit) throw new InflateLimitError();
      return new Uint8Array(compressed.length * 1_000);
    };
    const inflater = createMessageInflater(bomb, { noContextTakeover: true, maxMessageBytes: 10_000_000 });
    expect(inflater.inflate(new Uint8Array(1_000_000)).problem).toBe('ws/inflate-too-big');
    expect(read).toBeLessThan(20_000);
  });

  test('reads a long message of many pieces', () => {
    const text = Array.from({ length: 30_000 }, (_, n) => String(n * 7919)).join(' ');
    const payload = new Uint8Array(deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH })).subarray(
      0,
      -4,
    );
    expect(payload.length).toBeGreaterThan(50_000);
    expect(texts(encodeFrame({ opcode: 1, rsv1: true, payload }), takeover())).toEqual([text]);
  });

  test('checks the inflated text for UTF-8', () => {
    const payload = new Uint8Array(deflateRawSync(Buffer.of(0xff), { finishFlush: constants.Z_SYNC_FLUSH }));
    const bytes = encodeFrame({ opcode: 1, rsv1: true, payload: payload.subarray(0, -4) });
    expect(codes(bytes, takeover())).toEqual([['ws/message-utf8']]);
  });

  test('takes from an agreement what concerns the sender', () => {
    const agreement = {
      serverNoContextTakeover: true,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 15,
    };
    expect(inflaterOptions(agreement, 'server')).toEqual({ noContextTakeover: true });
    expect(inflaterOptions(agreement, 'client')).toEqual({ noContextTakeover: false });
  });
});
