import { formatHex } from '../format.ts';
import { decodeUtf8 } from '../text.ts';
import { errorCodeName } from './error-codes.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from './frame.ts';
import { flagNames } from './frame-types.ts';
import {
  errorCode,
  headerBlockRange,
  lastStreamId,
  padLength,
  parseSettings,
  priority,
  promisedStreamId,
  uint32,
  unpaddedRange,
  windowIncrement,
  type PayloadRange,
} from './payload.ts';

/** Debug data and the like are shown up to this many characters. */
const MAX_TEXT = 80;

/** Bytes of the fields that a summary reads. A payload without them is only counted. */
const FIXED_FIELDS: Readonly<Record<number, number>> = {
  [FRAME_TYPES.PRIORITY]: 5,
  [FRAME_TYPES.RST_STREAM]: 4,
  [FRAME_TYPES.PUSH_PROMISE]: 4,
  [FRAME_TYPES.GOAWAY]: 8,
  [FRAME_TYPES.WINDOW_UPDATE]: 4,
  [FRAME_TYPES.PRIORITY_UPDATE]: 4,
};

type Summarize = (frame: Http2Frame) => string;

/** One line a frame type. Flags that only say how a frame is laid out (PADDED, PRIORITY) are left out. */
const SUMMARIES: Readonly<Record<number, Summarize>> = {
  [FRAME_TYPES.DATA]: (frame) => withFlags(contentSize(frame, unpaddedRange(frame)), frame),
  [FRAME_TYPES.HEADERS]: (frame) => withFlags(contentSize(frame, headerBlockRange(frame)), frame),
  [FRAME_TYPES.PRIORITY]: (frame) => {
    const fields = priority(frame);
    if (!fields) return '';
    return `depends on ${fields.dependency}${fields.exclusive ? ' exclusively' : ''}, weight ${fields.weight}`;
  },
  [FRAME_TYPES.RST_STREAM]: (frame) => errorCodeName(errorCode(frame)),
  [FRAME_TYPES.SETTINGS]: (frame) =>
    frame.flags & FLAGS.ACK
      ? 'ACK'
      : parseSettings(frame.payload)
          .map(({ name, value }) => `${name}=${value}`)
          .join(', ') || 'no settings',
  [FRAME_TYPES.PUSH_PROMISE]: (frame) =>
    withFlags(
      `promises stream ${promisedStreamId(frame)}, ${contentSize(frame, headerBlockRange(frame))}`,
      frame,
    ),
  [FRAME_TYPES.PING]: (frame) =>
    `${frame.flags & FLAGS.ACK ? 'ACK ' : ''}0x${formatHex(frame.payload.subarray(0, 8))}`,
  [FRAME_TYPES.GOAWAY]: (frame) => {
    const debug = quote(frame.payload.subarray(8));
    const name = errorCodeName(errorCode(frame));
    return `${name} last stream ${lastStreamId(frame)}${debug && ` ${debug}`}`;
  },
  [FRAME_TYPES.WINDOW_UPDATE]: (frame) => `+${windowIncrement(frame)}`,
  [FRAME_TYPES.CONTINUATION]: (frame) => withFlags(contentSize(frame, headerBlockRange(frame)), frame),
  [FRAME_TYPES.PRIORITY_UPDATE]: (frame) =>
    `stream ${uint32(frame.payload, 0) & 0x7fff_ffff} ${quote(frame.payload.subarray(4))}`,
};

/**
 * What a frame says, in one line, without decompressing header blocks: `ACK`, `ENABLE_PUSH=0`, `+15663105`,
 * `NO_ERROR last stream 5`, `16 bytes END_STREAM`. A payload too short for its type is only counted: `3 bytes`.
 */
export function summarizeHttp2(frame: Http2Frame): string {
  if (frame.type === 'preface') return 'PRI * HTTP/2.0';
  const summarize = SUMMARIES[frame.typeCode];
  const { start, end } = unpaddedRange(frame);
  if (!summarize || end - start < (FIXED_FIELDS[frame.typeCode] ?? 0)) return plural(frame.length);
  return summarize(frame);
}

function withFlags(text: string, frame: Http2Frame): string {
  const names = flagNames(frame).filter((name) => name.startsWith('END_'));
  return [text, ...names].join(' ');
}

/** As the frame states it, whether all of it came or not. */
function contentSize(frame: Http2Frame, { start }: PayloadRange): string {
  return plural(Math.max(0, frame.length - (padLength(frame) ?? 0) - start));
}

function plural(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** Text in quotes, cut where it gets long. Empty for no bytes. */
function quote(run: Uint8Array): string {
  if (run.length === 0) return '';
  const text = decodeUtf8(run.subarray(0, 4 * MAX_TEXT));
  return JSON.stringify(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}
