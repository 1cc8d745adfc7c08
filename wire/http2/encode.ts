import { joinBytes } from '../bytes.ts';
import { encodeUtf8 } from '../text.ts';
import { FLAGS, FRAME_HEADER_BYTES, FRAME_TYPES } from './frame.ts';
import type { Priority } from './payload.ts';

/*
 * Encoders write what they are told, allowed or not: tests and the frame forge need wrong frames, too. Numbers are cut to
 * the width of their field.
 */

export interface FrameToEncode {
  /** The Type field, 0 to 255. */
  readonly typeCode: number;
  readonly flags?: number;
  readonly streamId?: number;
  /** Default: none. */
  readonly payload?: Uint8Array;
  /** The Length field, where it shall not be the payload's own length. */
  readonly length?: number;
  readonly reservedBit?: boolean;
}

/** Any frame at all (RFC 9113 §4.1). */
export function encodeFrame(frame: FrameToEncode): Uint8Array {
  const { typeCode, flags = 0, streamId = 0, payload, reservedBit = false } = frame;
  const length = frame.length ?? payload?.length ?? 0;
  const out = new Uint8Array(FRAME_HEADER_BYTES + (payload?.length ?? 0));
  out.set([length >>> 16, length >>> 8, length, typeCode, flags]);
  out.set(uint32(reservedBit ? streamId | 0x8000_0000 : streamId & 0x7fff_ffff), 5);
  if (payload) out.set(payload, FRAME_HEADER_BYTES);
  return out;
}

interface Padded {
  /** Pad Length, 0 to 255: 0 writes the field, too. Left out: no PADDED flag. */
  readonly padLength?: number | undefined;
}

/** DATA (RFC 9113 §6.1). */
export function encodeData(
  streamId: number,
  data: Uint8Array,
  { endStream = false, padLength }: Padded & { readonly endStream?: boolean } = {},
): Uint8Array {
  const flags = endStream ? FLAGS.END_STREAM : 0;
  return encodePadded(FRAME_TYPES.DATA, flags, streamId, [data], padLength);
}

export interface HeadersOptions extends Padded {
  readonly endStream?: boolean;
  /** Default true. */
  readonly endHeaders?: boolean;
  readonly priority?: Priority | undefined;
}

/** HEADERS (RFC 9113 §6.2) with a header block that is encoded already. */
export function encodeHeaders(streamId: number, block: Uint8Array, options: HeadersOptions = {}): Uint8Array {
  const { endStream = false, endHeaders = true, priority, padLength } = options;
  const flags =
    (endStream ? FLAGS.END_STREAM : 0) |
    (endHeaders ? FLAGS.END_HEADERS : 0) |
    (priority ? FLAGS.PRIORITY : 0);
  const parts = priority ? [priorityBytes(priority), block] : [block];
  return encodePadded(FRAME_TYPES.HEADERS, flags, streamId, parts, padLength);
}

/** PRIORITY (RFC 9113 §6.3, deprecated). */
export function encodePriority(streamId: number, priority: Priority): Uint8Array {
  return encodeFrame({ typeCode: FRAME_TYPES.PRIORITY, streamId, payload: priorityBytes(priority) });
}

/** RST_STREAM (RFC 9113 §6.4). */
export function encodeRstStream(streamId: number, errorCode: number): Uint8Array {
  return encodeFrame({ typeCode: FRAME_TYPES.RST_STREAM, streamId, payload: uint32(errorCode) });
}

/** SETTINGS (RFC 9113 §6.5), in the order given. */
export function encodeSettings(
  settings: readonly { readonly id: number; readonly value: number }[],
): Uint8Array {
  const payload = settings.flatMap(({ id, value }) => [id >>> 8, id, ...uint32(value)]);
  return encodeFrame({ typeCode: FRAME_TYPES.SETTINGS, payload: Uint8Array.from(payload) });
}

/** The acknowledgment of a SETTINGS frame. */
export function encodeSettingsAck(): Uint8Array {
  return encodeFrame({ typeCode: FRAME_TYPES.SETTINGS, flags: FLAGS.ACK });
}

/** PUSH_PROMISE (RFC 9113 §6.6) with a header block that is encoded already. */
export function encodePushPromise(
  streamId: number,
  promisedStreamId: number,
  block: Uint8Array,
  { endHeaders = true, padLength }: Padded & { readonly endHeaders?: boolean } = {},
): Uint8Array {
  const flags = endHeaders ? FLAGS.END_HEADERS : 0;
  const parts = [uint32(promisedStreamId & 0x7fff_ffff), block];
  return encodePadded(FRAME_TYPES.PUSH_PROMISE, flags, streamId, parts, padLength);
}

/** PING (RFC 9113 §6.7). `opaqueData` should have eight bytes. */
export function encodePing(opaqueData: Uint8Array, { ack = false } = {}): Uint8Array {
  return encodeFrame({ typeCode: FRAME_TYPES.PING, flags: ack ? FLAGS.ACK : 0, payload: opaqueData });
}

/** GOAWAY (RFC 9113 §6.8). */
export function encodeGoaway(lastStreamId: number, errorCode: number, debugData = ''): Uint8Array {
  const payload = joinBytes([uint32(lastStreamId & 0x7fff_ffff), uint32(errorCode), encodeUtf8(debugData)]);
  return encodeFrame({ typeCode: FRAME_TYPES.GOAWAY, payload });
}

/** WINDOW_UPDATE (RFC 9113 §6.9); stream 0 is the connection's window. */
export function encodeWindowUpdate(streamId: number, increment: number): Uint8Array {
  return encodeFrame({
    typeCode: FRAME_TYPES.WINDOW_UPDATE,
    streamId,
    payload: uint32(increment & 0x7fff_ffff),
  });
}

/** CONTINUATION (RFC 9113 §6.10). */
export function encodeContinuation(
  streamId: number,
  fragment: Uint8Array,
  { endHeaders = true } = {},
): Uint8Array {
  const flags = endHeaders ? FLAGS.END_HEADERS : 0;
  return encodeFrame({ typeCode: FRAME_TYPES.CONTINUATION, flags, streamId, payload: fragment });
}

/** PRIORITY_UPDATE (RFC 9218 §7.1), such as `u=1, i`. */
export function encodePriorityUpdate(prioritizedStreamId: number, fieldValue: string): Uint8Array {
  const payload = joinBytes([uint32(prioritizedStreamId & 0x7fff_ffff), encodeUtf8(fieldValue)]);
  return encodeFrame({ typeCode: FRAME_TYPES.PRIORITY_UPDATE, payload });
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function priorityBytes({ exclusive, dependency, weight }: Priority): Uint8Array {
  const word = exclusive ? dependency | 0x8000_0000 : dependency & 0x7fff_ffff;
  return Uint8Array.of(...uint32(word), weight - 1);
}

function encodePadded(
  typeCode: number,
  flags: number,
  streamId: number,
  parts: readonly Uint8Array[],
  padLength: number | undefined,
): Uint8Array {
  if (padLength === undefined) return encodeFrame({ typeCode, flags, streamId, payload: joinBytes(parts) });
  const payload = joinBytes([Uint8Array.of(padLength), ...parts, new Uint8Array(padLength & 0xff)]);
  return encodeFrame({ typeCode, flags: flags | FLAGS.PADDED, streamId, payload });
}
