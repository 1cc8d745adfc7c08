import type { Frame } from '../frame.ts';

/** RFC 9113 §6, §11.2. PRIORITY_UPDATE: RFC 9218 §7.1. ALTSVC and ORIGIN are left as unknown types. */
export const FRAME_TYPES = {
  DATA: 0x0,
  HEADERS: 0x1,
  PRIORITY: 0x2,
  RST_STREAM: 0x3,
  SETTINGS: 0x4,
  PUSH_PROMISE: 0x5,
  PING: 0x6,
  GOAWAY: 0x7,
  WINDOW_UPDATE: 0x8,
  CONTINUATION: 0x9,
  PRIORITY_UPDATE: 0x10,
} as const;

export const FLAGS = {
  END_STREAM: 0x1,
  ACK: 0x1,
  END_HEADERS: 0x4,
  PADDED: 0x8,
  PRIORITY: 0x20,
} as const;

/** The bytes of every frame header (RFC 9113 §4.1). */
export const FRAME_HEADER_BYTES = 9;

export interface Http2Frame extends Frame {
  readonly layer: 'http2';
  /**
   * The type's name; `unknown 0x0c` and the like for others; `preface` for the client connection preface; `junk` for bytes
   * that are no frame: all of a connection without a preface, or a frame header that was cut off.
   */
  readonly type: string;
  /** The Type field; -1 for the preface and for junk. */
  readonly typeCode: number;
  readonly flags: number;
  /** The Stream Identifier, reserved bit removed. 0 for the preface and for junk. */
  readonly streamId: number;
  /** The Length field: the payload's bytes, without the nine of the header. 24 for the preface; all bytes for junk. */
  readonly length: number;
  /**
   * The payload as it stands on the wire, padding and all; it begins at `payloadStart(frame)`. For the preface and junk:
   * their bytes. Shorter than `length` when the input ended early or the payload is longer than is kept; a diagnostic says so.
   */
  readonly payload: Uint8Array;
}

/** Where the payload starts in the decoder's input. */
export function payloadStart(frame: Http2Frame): number {
  return frame.typeCode < 0 ? frame.start : frame.start + FRAME_HEADER_BYTES;
}

/** What the readers of payload.ts need of a frame. */
export type FrameContent = Pick<Http2Frame, 'typeCode' | 'flags' | 'length' | 'payload'>;
