import { FLAGS, FRAME_TYPES, type FrameContent } from './frame.ts';
import { settingName } from './settings.ts';

/*
 * What a frame's payload says. Every function here is total: a payload that is too short reads as if zeros followed;
 * the decoder's diagnostics say that something is wrong.
 */

/** A half-open range, relative to the payload. */
export interface PayloadRange {
  readonly start: number;
  readonly end: number;
}

export interface Setting {
  readonly id: number;
  /** Such as `INITIAL_WINDOW_SIZE`; `0x0d` for unknown ones. */
  readonly name: string;
  readonly value: number;
}

const SETTING_BYTES = 6;
const PRIORITY_BYTES = 5;
const NO_BYTES = new Uint8Array(0);

/** A big-endian 32-bit number. */
export function uint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}

function uint31(bytes: Uint8Array, at: number): number {
  return uint32(bytes, at) & 0x7fff_ffff;
}

/** The settings of a SETTINGS payload, in order, repeated ones too (RFC 9113 §6.5.1). A rest of under six bytes is left out. */
export function parseSettings(payload: Uint8Array): Setting[] {
  const settings: Setting[] = [];
  for (let at = 0; at + SETTING_BYTES <= payload.length; at += SETTING_BYTES) {
    const id = ((payload[at] as number) << 8) | (payload[at + 1] as number);
    settings.push({ id, name: settingName(id), value: uint32(payload, at + 2) });
  }
  return settings;
}

function canBePadded(typeCode: number): boolean {
  return (
    typeCode === FRAME_TYPES.DATA || typeCode === FRAME_TYPES.HEADERS || typeCode === FRAME_TYPES.PUSH_PROMISE
  );
}

/** The Pad Length field, or undefined where the frame has none. */
export function padLength(frame: FrameContent): number | undefined {
  return frame.flags & FLAGS.PADDED && canBePadded(frame.typeCode) ? frame.payload[0] : undefined;
}

/**
 * The payload without Pad Length and padding: all of it for frames that have none. Padding that is longer than its frame
 * leaves an empty range (RFC 9113 §6.1).
 */
export function unpaddedRange(frame: FrameContent): PayloadRange {
  const padding = padLength(frame);
  if (padding === undefined) return { start: 0, end: frame.payload.length };
  return { start: 1, end: Math.max(1, Math.min(frame.length - padding, frame.payload.length)) };
}

/** How many bytes stand between Pad Length and the header block: priority fields or Promised Stream ID. */
function fieldsBeforeBlock(frame: FrameContent): number {
  if (frame.typeCode === FRAME_TYPES.PUSH_PROMISE) return 4;
  return frame.typeCode === FRAME_TYPES.HEADERS && frame.flags & FLAGS.PRIORITY ? PRIORITY_BYTES : 0;
}

/** Where the Field Block Fragment stands; empty for frames that carry none. */
export function headerBlockRange(frame: FrameContent): PayloadRange {
  const { typeCode } = frame;
  const carriesBlock =
    typeCode === FRAME_TYPES.HEADERS ||
    typeCode === FRAME_TYPES.PUSH_PROMISE ||
    typeCode === FRAME_TYPES.CONTINUATION;
  if (!carriesBlock) return { start: 0, end: 0 };
  const { start, end } = unpaddedRange(frame);
  return { start: Math.min(start + fieldsBeforeBlock(frame), end), end };
}

/** The Field Block Fragment of HEADERS, PUSH_PROMISE or CONTINUATION; a view of the payload, empty for other frames. */
export function headerBlockFragment(frame: FrameContent): Uint8Array {
  const { start, end } = headerBlockRange(frame);
  return start === end ? NO_BYTES : frame.payload.subarray(start, end);
}

/** The Promised Stream ID of a PUSH_PROMISE; 0 when it is missing. */
export function promisedStreamId(frame: FrameContent): number {
  const { start, end } = unpaddedRange(frame);
  return end - start < 4 ? 0 : uint31(frame.payload, start);
}

/** The Error Code of a RST_STREAM or GOAWAY. */
export function errorCode(frame: FrameContent): number {
  return uint32(frame.payload, frame.typeCode === FRAME_TYPES.GOAWAY ? 4 : 0);
}

/** The Last-Stream-ID of a GOAWAY: the highest stream its sender acted on or may still act on. */
export function lastStreamId(frame: FrameContent): number {
  return uint31(frame.payload, 0);
}

/** The Window Size Increment of a WINDOW_UPDATE, in bytes. */
export function windowIncrement(frame: FrameContent): number {
  return uint31(frame.payload, 0);
}

export interface Priority {
  readonly exclusive: boolean;
  readonly dependency: number;
  /** 1 to 256: one more than the byte says (RFC 7540's scheme, deprecated by RFC 9113 §5.3.2). */
  readonly weight: number;
}

/** The priority fields of PRIORITY, or of HEADERS with the PRIORITY flag; undefined where there are none or they are cut off. */
export function priority(frame: FrameContent): Priority | undefined {
  const inHeaders = frame.typeCode === FRAME_TYPES.HEADERS && (frame.flags & FLAGS.PRIORITY) !== 0;
  if (!inHeaders && frame.typeCode !== FRAME_TYPES.PRIORITY) return undefined;
  const { start, end } = unpaddedRange(frame);
  if (end - start < PRIORITY_BYTES) return undefined;
  const word = uint32(frame.payload, start);
  return {
    exclusive: word > MAX_STREAM_ID,
    dependency: word & MAX_STREAM_ID,
    weight: (frame.payload[start + 4] as number) + 1,
  };
}

/** The largest stream identifier: 31 bits (RFC 9113 §5.1.1). */
export const MAX_STREAM_ID = 0x7fff_ffff;
