import type { Frame } from '../frame.ts';

/** RFC 6455 §5.2, §11.8. */
export const OPCODES = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export interface WebSocketFrame extends Frame {
  readonly layer: 'websocket';
  /** The opcode's name, or `opcode 0x3` and the like for reserved ones. */
  readonly type: string;
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly rsv2: boolean;
  readonly rsv3: boolean;
  readonly masked: boolean;
  /** Four bytes as one big-endian number; 0 when the frame is not masked. */
  readonly maskingKey: number;
  /** The payload length in bytes, as the frame states it. */
  readonly length: number;
  /** Where the payload starts in the decoder's input. */
  readonly payloadStart: number;
  /** The payload as it stands on the wire: still masked, still compressed. */
  readonly payload: Uint8Array;
}
