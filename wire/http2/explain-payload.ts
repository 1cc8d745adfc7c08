import type { HeaderBlock } from '../hpack/header-block.ts';
import { formatBytes, formatHex, formatNumber } from '../format.ts';
import { explainHeaderBlock, explainTableChange } from '../hpack/explain.ts';
import { decodeUtf8, isUtf8 } from '../text.ts';
import type { Span } from '../span.ts';
import type { Sender } from './checks.ts';
import { ERROR_CODES, errorCodeName } from './error-codes.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from './frame.ts';
import { padLength, uint32, unpaddedRange } from './payload.ts';
import { SETTING_DEFINITIONS, settingName } from './settings.ts';
import { describeStream, http2Span, SpanWriter, type SpanDetails } from './span-writer.ts';

/** What the frame alone does not tell. */
export interface Http2Context {
  readonly sender?: Sender;
  /** The decoded header block that the frame carries, or a fragment of. Without it the fragment stays closed. */
  readonly headerBlock?: HeaderBlock;
  /** Where this frame's fragment starts in that block: 0 unless the frame is a CONTINUATION. */
  readonly blockOffset?: number;
}

/** Text in a payload is shown up to this many bytes. */
const MAX_PREVIEW_BYTES = 120;

type Described = SpanDetails & { readonly value: string };
type ExplainPayload = (frame: Http2Frame, out: SpanWriter, context: Http2Context) => void;

/** The layout of each frame type's payload (RFC 9113 §6, RFC 9218 §7.1). */
const PAYLOADS: Readonly<Record<number, ExplainPayload>> = {
  [FRAME_TYPES.DATA]: (frame, out) => {
    padded(frame, out, (end) => out.rest('http2.data', end, describeText));
  },
  [FRAME_TYPES.HEADERS]: (frame, out, context) => {
    padded(frame, out, (end) => {
      if (frame.flags & FLAGS.PRIORITY) priorityFields(out, end);
      headerBlock(out, end, context);
    });
  },
  [FRAME_TYPES.PRIORITY]: (frame, out) => priorityFields(out, frame.payload.length),
  [FRAME_TYPES.RST_STREAM]: (_frame, out) => {
    out.field('http2.error-code', 4, describeErrorCode);
  },
  [FRAME_TYPES.SETTINGS]: (frame, out) => {
    while (out.at < frame.payload.length) out.field('http2.setting', 6, describeSetting);
  },
  [FRAME_TYPES.PUSH_PROMISE]: (frame, out, context) => {
    padded(frame, out, (end) => {
      out.bitAndNumber('http2.reserved', 'http2.promised-stream-id', describeStreamNumber, end);
      headerBlock(out, end, context);
    });
  },
  [FRAME_TYPES.PING]: (_frame, out) => {
    out.field('http2.opaque-data', 8, (bytes) => ({ value: `0x${formatHex(bytes)}` }));
  },
  [FRAME_TYPES.GOAWAY]: (frame, out) => {
    out.bitAndNumber('http2.reserved', 'http2.last-stream-id', (id) => ({
      value: formatNumber(id),
      meaning:
        id === 0x7fff_ffff
          ? 'The highest there is: a first GOAWAY that only announces the end (§6.8).'
          : `Streams above ${formatNumber(id)} that the peer opened were not acted on.`,
    }));
    out.field('http2.error-code', 4, describeErrorCode);
    out.rest('http2.additional-debug-data', frame.payload.length, describeText);
  },
  [FRAME_TYPES.WINDOW_UPDATE]: (frame, out) => {
    const where = frame.streamId === 0 ? 'the connection' : `stream ${frame.streamId}`;
    out.bitAndNumber('http2.reserved', 'http2.window-size-increment', (value) => ({
      value: formatNumber(value),
      meaning: `${formatBytes(value)} more of DATA may come on ${where}.`,
    }));
  },
  [FRAME_TYPES.CONTINUATION]: (frame, out, context) => headerBlock(out, frame.payload.length, context),
  [FRAME_TYPES.PRIORITY_UPDATE]: (frame, out) => {
    out.bitAndNumber('http2.reserved', 'http2.prioritized-stream-id', describeStreamNumber);
    out.rest('http2.priority-field-value', frame.payload.length, describeText);
  },
};

/** Spans that tile a frame's payload. `at` is where it starts in the source. An empty payload has none. */
export function explainPayload(frame: Http2Frame, at: number, context: Http2Context): Span[] {
  const out = new SpanWriter(frame.payload, at);
  const explain = PAYLOADS[frame.typeCode];
  if (explain) explain(frame, out, context);
  else out.rest('http2.opaque', frame.payload.length, describeText);
  return out.finish();
}

/** Pad Length, then what `content` writes up to the end it is given, then the padding. */
function padded(frame: Http2Frame, out: SpanWriter, content: (end: number) => void): void {
  const padding = padLength(frame);
  if (padding !== undefined) {
    const tooLong = padding > frame.length - 1;
    out.field('http2.pad-length', 1, () => ({
      value: String(padding),
      meaning: tooLong
        ? 'Longer than the rest of the payload: an error.'
        : `${formatBytes(padding)} of padding end the payload.`,
    }));
  }
  content(unpaddedRange(frame).end);
  if (padding !== undefined) {
    out.rest('http2.padding', frame.payload.length, (bytes) => ({
      value: formatBytes(bytes.length),
      meaning: bytes.every((byte) => byte === 0) ? '' : 'Not all zeros, as they should be.',
    }));
  }
}

function priorityFields(out: SpanWriter, end: number): void {
  const meaning = 'Deprecated (RFC 9113 §5.3.2).';
  const whole = out.bitAndNumber(
    'http2.exclusive',
    'http2.stream-dependency',
    (value) => ({ value: formatNumber(value), meaning }),
    end,
  );
  if (!whole) return;
  out.field('http2.weight', 1, ([byte]) => ({ value: String((byte as number) + 1), meaning }), end);
}

function headerBlock(out: SpanWriter, end: number, { headerBlock, blockOffset = 0 }: Http2Context): void {
  out.rest('http2.field-block-fragment', end, (bytes, start) => {
    if (!headerBlock) return { value: formatBytes(bytes.length) };
    const fields = headerBlock.fields.length;
    return {
      value: `${formatBytes(bytes.length)}, ${fields === 1 ? '1 field' : `${fields} fields`}`,
      meaning: explainTableChange(headerBlock),
      children: explainHeaderBlock(bytes, start, headerBlock, blockOffset),
    };
  });
}

function describeSetting(bytes: Uint8Array, start: number): Described {
  const id = ((bytes[0] as number) << 8) | (bytes[1] as number);
  const value = uint32(bytes, 2);
  const definition = SETTING_DEFINITIONS[id];
  const initial =
    definition &&
    `Initially ${definition.initial === 'unlimited' ? 'no limit' : formatNumber(definition.initial)}.`;
  const spec = definition && { spec: definition.spec };
  return {
    label: definition ? `SETTINGS_${definition.name}` : `Unknown setting ${settingName(id)}`,
    value: [formatNumber(value), definition?.unit].filter(Boolean).join(' '),
    meaning: definition ? `${definition.meaning} ${initial}` : 'Receivers ignore settings they do not know.',
    ...spec,
    children: [
      http2Span('http2.setting-identifier', start, start + 2, `0x${id.toString(16).padStart(4, '0')}`, {
        meaning: definition ? `SETTINGS_${definition.name}.` : '',
        ...spec,
      }),
      http2Span('http2.setting-value', start + 2, start + 6, formatNumber(value), { ...spec }),
    ],
  };
}

function describeErrorCode(bytes: Uint8Array): Described {
  const code = uint32(bytes, 0);
  const known = ERROR_CODES[code];
  return {
    value: known ? `${known.name} (0x${code.toString(16)})` : errorCodeName(code),
    meaning: known?.meaning ?? 'Not registered; it may be treated as INTERNAL_ERROR.',
  };
}

function describeStreamNumber(streamId: number): Described {
  return { value: formatNumber(streamId), meaning: describeStream(streamId) };
}

/** Well-formed text in quotes, cut where it gets long; anything else counted. */
function describeText(bytes: Uint8Array): Described {
  const shown = bytes.subarray(0, wholeCharacters(bytes, MAX_PREVIEW_BYTES));
  const size = formatBytes(bytes.length);
  if (!isUtf8(shown)) return { value: size };
  const more = bytes.length > shown.length ? '…' : '';
  return { value: `${JSON.stringify(decodeUtf8(shown))}${more}`, meaning: `${size}.` };
}

/** The longest prefix of at most `limit` bytes that does not end inside a UTF-8 character. */
function wholeCharacters(bytes: Uint8Array, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  let end = limit;
  while (end > limit - 4 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return end;
}
