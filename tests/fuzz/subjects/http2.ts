import { joinBytes } from '../../../wire/bytes.ts';
import {
  createHttp2Decoder,
  type Http2Decoder,
  type Http2DecoderOptions,
} from '../../../wire/http2/decoder.ts';
import {
  encodeContinuation,
  encodeData,
  encodeFrame,
  encodeGoaway,
  encodeHeaders,
  encodePing,
  encodePriority,
  encodePriorityUpdate,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../../wire/http2/encode.ts';
import { explainHttp2 } from '../../../wire/http2/explain.ts';
import type { Http2Frame } from '../../../wire/http2/frame.ts';
import {
  errorCode,
  headerBlockFragment,
  lastStreamId,
  padLength,
  parseSettings,
  priority,
  promisedStreamId,
  unpaddedRange,
  windowIncrement,
} from '../../../wire/http2/payload.ts';
import { CONNECTION_PREFACE } from '../../../wire/http2/preface.ts';
import { summarizeHttp2 } from '../../../wire/http2/summary.ts';
import { createHpackDecoder } from '../../../wire/hpack/decoder.ts';
import { checkSpans, law, same } from '../laws.ts';
import type { Random } from '../random.ts';
import { streamSubject, type ValidInput } from '../stream.ts';
import type { Subject } from '../subject.ts';

const WORDS = [
  CONNECTION_PREFACE,
  encodeSettings([{ id: 1, value: 0 }]),
  encodeSettings([{ id: 5, value: 1 }]),
  encodeSettingsAck(),
  encodePing(new Uint8Array(8)),
  encodeWindowUpdate(0, 0),
  encodeWindowUpdate(1, 0x7fff_ffff),
  encodeHeaders(1, Uint8Array.of(0x82, 0x86), { endHeaders: false }),
  encodeContinuation(1, Uint8Array.of(0x84)),
  encodeData(1, Uint8Array.of(1, 2, 3), { padLength: 2 }),
  encodeFrame({ typeCode: 0, flags: 8, streamId: 1, payload: Uint8Array.of(255, 0) }),
  encodeFrame({ typeCode: 1, flags: 0x28, streamId: 1, payload: Uint8Array.of(0, 0) }),
  encodeRstStream(0, 8),
  Uint8Array.of(0xff, 0xff, 0xff),
  Uint8Array.of(0, 0, 0),
];

/** A frame, and a look at what came out of it: two lists that must be the same. */
interface Encoded {
  readonly bytes: Uint8Array;
  readonly was: readonly unknown[];
  readonly read: (frame: Http2Frame) => readonly unknown[];
}

type MakeFrame = (random: Random) => Encoded;

const stream = (random: Random): number => (random.once(8) ? random.next() >>> 1 : random.below(10));
const uint31 = (random: Random): number => (random.once(2) ? random.next() >>> 1 : random.below(70_000));
const pad = (random: Random): number | undefined => (random.once(3) ? random.below(256) : undefined);
const content = (random: Random): Uint8Array => random.bytes(random.length(80));

/** One maker for each frame type that has an encoder, and one for any type. */
const MAKERS: readonly MakeFrame[] = [
  (random) => {
    const [id, data, padding, endStream] = [stream(random), content(random), pad(random), random.once(2)];
    return {
      bytes: encodeData(id, data, { endStream, padLength: padding }),
      was: ['DATA', id, data, padding, endStream],
      read(frame) {
        const { start, end } = unpaddedRange(frame);
        return [
          frame.type,
          frame.streamId,
          frame.payload.subarray(start, end),
          padLength(frame),
          (frame.flags & 1) === 1,
        ];
      },
    };
  },
  (random) => {
    const [id, block, padding] = [stream(random), content(random), pad(random)];
    const fields = random.once(3)
      ? { exclusive: random.once(2), dependency: uint31(random), weight: 1 + random.below(256) }
      : undefined;
    const flags = { endStream: random.once(2), endHeaders: !random.once(3) };
    return {
      bytes: encodeHeaders(id, block, { ...flags, padLength: padding, priority: fields }),
      was: ['HEADERS', id, block, padding, fields, flags.endHeaders],
      read: (frame) => [
        ...[frame.type, frame.streamId, headerBlockFragment(frame), padLength(frame), priority(frame)],
        (frame.flags & 4) !== 0,
      ],
    };
  },
  (random) => {
    const [id, promised, block, padding] = [stream(random), uint31(random), content(random), pad(random)];
    return {
      bytes: encodePushPromise(id, promised, block, { padLength: padding }),
      was: ['PUSH_PROMISE', id, promised, block],
      read: (frame) => [frame.type, frame.streamId, promisedStreamId(frame), headerBlockFragment(frame)],
    };
  },
  (random) => {
    const [id, block] = [stream(random), content(random)];
    return {
      bytes: encodeContinuation(id, block, { endHeaders: random.once(2) }),
      was: ['CONTINUATION', id, block],
      read: (frame) => [frame.type, frame.streamId, headerBlockFragment(frame)],
    };
  },
  (random) => {
    const settings = random.list(6, () => ({
      id: random.once(4) ? random.below(65_536) : random.below(10),
      value: random.next(),
    }));
    return {
      bytes: encodeSettings(settings),
      was: ['SETTINGS', ...settings.flatMap(({ id, value }) => [id, value])],
      read: (frame) => [frame.type, ...parseSettings(frame.payload).flatMap(({ id, value }) => [id, value])],
    };
  },
  (random) => {
    const [id, code] = [stream(random), random.next()];
    return {
      bytes: encodeRstStream(id, code),
      was: [id, code],
      read: (frame) => [frame.streamId, errorCode(frame)],
    };
  },
  (random) => {
    const [last, code] = [uint31(random), random.next()];
    return {
      bytes: encodeGoaway(last, code, random.text(random.length(20), 'why é')),
      was: [last, code],
      read: (frame) => [lastStreamId(frame), errorCode(frame)],
    };
  },
  (random) => {
    const [id, increment] = [stream(random), uint31(random)];
    return {
      bytes: encodeWindowUpdate(id, increment),
      was: [id, increment],
      read: (frame) => [frame.streamId, windowIncrement(frame)],
    };
  },
  (random) => {
    const [data, ack] = [random.bytes(8), random.once(2)];
    return {
      bytes: encodePing(data, { ack }),
      was: ['PING', data, ack],
      read: (frame) => [frame.type, frame.payload, (frame.flags & 1) === 1],
    };
  },
  (random) => {
    const [id, fields] = [
      stream(random),
      { exclusive: random.once(2), dependency: uint31(random), weight: 256 },
    ];
    return {
      bytes: encodePriority(id, fields),
      was: [id, fields],
      read: (frame) => [frame.streamId, priority(frame)],
    };
  },
  (random) => ({
    bytes: encodePriorityUpdate(uint31(random), 'u=1, i'),
    was: ['PRIORITY_UPDATE', 0],
    read: (frame) => [frame.type, frame.streamId],
  }),
  (random) => {
    const made = {
      typeCode: random.below(256),
      flags: random.below(256),
      streamId: stream(random),
      payload: content(random),
    };
    const { typeCode, flags, streamId, payload } = made;
    return {
      bytes: encodeFrame({ ...made, reservedBit: random.once(8) }),
      was: [typeCode, flags, streamId, payload.length, payload],
      read: (frame) => [frame.typeCode, frame.flags, frame.streamId, frame.length, frame.payload],
    };
  },
];

function valid(random: Random, { sender }: Http2DecoderOptions): ValidInput<Http2Frame> {
  const encoded = random.list(6, () => random.pick(MAKERS)(random));
  const preface = sender === 'client' ? [CONNECTION_PREFACE] : [];
  return {
    bytes: joinBytes([...preface, ...encoded.map(({ bytes }) => bytes)]),
    expect(frames) {
      const own = frames.slice(preface.length);
      law(own.length === encoded.length, 'What was encoded is decoded again', () => `${own.length} frames`);
      own.forEach((frame, at) => {
        const { was, read } = encoded[at] as Encoded;
        same('What was encoded is decoded again', read(frame), was);
      });
    },
  };
}

export const http2: Subject = streamSubject<Http2Frame, Http2Decoder, Http2DecoderOptions>({
  name: 'http2',
  words: WORDS,
  keepsNoChunk: false,
  options: (random) => ({
    sender: random.pick(['client', 'server']),
    ...(random.once(4) && { maxKeptPayload: random.below(20), maxHeaderBlock: 50 }),
    ...(random.once(4) && { maxFrameSize: random.below(60) }),
  }),
  unbounded: ({ sender }) => ({ sender }),
  decoder: createHttp2Decoder,
  valid,
  summarize: summarizeHttp2,
  explain(bytes, frame, { sender }) {
    const fragment = headerBlockFragment(frame);
    if (fragment.length === 0) return explainHttp2(bytes, frame.start, { sender });
    /* With its header block, the fragment is opened as well. */
    const headerBlock = createHpackDecoder().decode(fragment);
    checkSpans(explainHttp2(bytes, frame.start, { sender }), frame.start, frame.end);
    return explainHttp2(bytes, frame.start, { sender, headerBlock });
  },
});
