import { formatBytes, formatNumber } from '../format.ts';
import type { Span } from '../span.ts';
import { createHttp2Decoder } from './decoder.ts';
import { explainPayload, type Http2Context } from './explain-payload.ts';
import { HTTP2_FIELDS } from './fields.ts';
import { FRAME_HEADER_BYTES, type Http2Frame } from './frame.ts';
import { FRAME_TYPE_DEFINITIONS } from './frame-types.ts';
import { CONNECTION_PREFACE_TEXT, isConnectionPreface } from './preface.ts';
import { describeStream, http2Span } from './span-writer.ts';

/**
 * What every bit of a frame means. `bytes` is the whole frame with its header, `start` its place in the source. Children
 * tile it. Bytes that are no frame give one span that says so.
 */
export function explainHttp2(bytes: Uint8Array, start: number, context: Http2Context = {}): Span {
  const end = start + bytes.length;
  if (isConnectionPreface(bytes)) {
    return http2Span('http2.preface', start, end, JSON.stringify(CONNECTION_PREFACE_TEXT), {
      meaning: HTTP2_FIELDS['http2.preface'].meaning,
    });
  }
  const frame = decodeOne(bytes);
  if (!frame) return http2Span('http2.junk', start, end, formatBytes(bytes.length));
  const payloadStart = start + FRAME_HEADER_BYTES;
  const payloadEnd = payloadStart + frame.payload.length;
  const definition = FRAME_TYPE_DEFINITIONS[frame.typeCode];
  const children = [
    http2Span('http2.frame-header', start, payloadStart, `${FRAME_HEADER_BYTES} bytes`, {
      children: headerSpans(frame, bytes, start),
    }),
  ];
  if (payloadEnd > payloadStart) {
    children.push(
      http2Span('http2.payload', payloadStart, payloadEnd, formatBytes(frame.payload.length), {
        children: explainPayload(frame, payloadStart, context),
      }),
    );
  }
  if (end > payloadEnd) {
    children.push(http2Span('http2.junk', payloadEnd, end, formatBytes(end - payloadEnd)));
  }
  return http2Span('http2.frame', start, end, frame.type, {
    meaning:
      definition?.meaning ?? 'A type that RFC 9113 does not define. Receivers that do not know it skip it.',
    ...(definition && { spec: definition.spec }),
    children,
  });
}

/** The frame at the start of the bytes, with all of its payload that is there. Undefined when there is no whole header. */
function decodeOne(bytes: Uint8Array): Http2Frame | undefined {
  if (bytes.length < FRAME_HEADER_BYTES) return undefined;
  const decoder = createHttp2Decoder({ sender: 'server' });
  const header = bytes.slice(0, FRAME_HEADER_BYTES);
  const frame = decoder.push(header)[0] ?? decoder.end()[0];
  return (
    frame && { ...frame, payload: bytes.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + frame.length) }
  );
}

/** Length, Type, Flags, Reserved, Stream Identifier. */
function headerSpans(frame: Http2Frame, bytes: Uint8Array, at: number): Span[] {
  const { typeCode, length, streamId } = frame;
  const definition = FRAME_TYPE_DEFINITIONS[typeCode];
  const missing = length - frame.payload.length;
  const code = `0x${typeCode.toString(16).padStart(2, '0')}`;
  const reserved = (bytes[5] as number) >= 0x80;
  return [
    http2Span('http2.length', at, at + 3, formatNumber(length), {
      meaning: missing > 0 ? `${formatBytes(missing)} of the payload are not here.` : '',
    }),
    http2Span('http2.type', at + 3, at + 4, definition ? `${definition.name} (${code})` : code, {
      meaning: definition?.meaning ?? 'Not defined by RFC 9113.',
      ...(definition && { spec: definition.spec }),
    }),
    flagsSpan(frame, at + 4),
    http2Span('http2.reserved', at + 5, at + 9, reserved ? '1' : '0', { bits: 0x8000_0000 }),
    http2Span('http2.stream-identifier', at + 5, at + 9, formatNumber(streamId), {
      bits: 0x7fff_ffff,
      meaning: describeStream(streamId),
    }),
  ];
}

function flagsSpan({ typeCode, flags }: Http2Frame, at: number): Span {
  const definition = FRAME_TYPE_DEFINITIONS[typeCode];
  let unused = 0xff;
  const children: Span[] = [];
  const names: string[] = [];
  for (const { mask, name, meaning } of definition?.flags ?? []) {
    const isSet = (flags & mask) !== 0;
    unused &= ~mask;
    if (isSet) names.push(name);
    children.push(
      http2Span('http2.flag', at, at + 1, isSet ? '1' : '0', {
        label: name,
        bits: mask,
        meaning: isSet ? meaning : 'Not set.',
        ...(definition && { spec: definition.spec }),
      }),
    );
  }
  const others = flags & unused;
  const rest = http2Span('http2.unused-flags', at, at + 1, `0x${others.toString(16)}`, {
    bits: unused,
    meaning: others !== 0 && definition ? 'Set, though this frame type gives them no meaning.' : '',
  });
  return http2Span('http2.flags', at, at + 1, `0x${flags.toString(16).padStart(2, '0')}`, {
    meaning: names.join(', ') || (flags === 0 ? 'None is set.' : ''),
    children: [...children, rest],
  });
}
