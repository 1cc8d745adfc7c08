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

export interface Http2Frame extends Frame {
  readonly layer: 'http2';
  /** The type's name; `preface` for the client connection preface; `unknown 0x0c` and the like otherwise. */
  readonly type: string;
  /** The Type field; -1 for the preface. */
  readonly typeCode: number;
  readonly flags: number;
  /** The Stream Identifier, reserved bit removed. 0 for the preface. */
  readonly streamId: number;
  /** The Length field: the payload's bytes, without the nine of the header. 24 for the preface. */
  readonly length: number;
  /** The payload as it stands on the wire, padding and all. For the preface: its 24 bytes. */
  readonly payload: Uint8Array;
}
