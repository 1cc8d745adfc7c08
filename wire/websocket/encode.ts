import { encodeUtf8 } from '../text.ts';
import { OPCODES } from './frame.ts';
import { unmask } from './mask.ts';

export interface EncodeOptions {
  /** One of OPCODES, or any number from 0 to 15. */
  readonly opcode: number;
  /** The payload before masking. Default: none. */
  readonly payload?: Uint8Array;
  /** Default true. */
  readonly fin?: boolean;
  readonly rsv1?: boolean;
  readonly rsv2?: boolean;
  readonly rsv3?: boolean;
  /** The four bytes as one number; the frame is masked when it is given. */
  readonly maskingKey?: number | undefined;
  /** Extended length bytes, to write a length longer than need be. Default: as few as the length needs. */
  readonly lengthBytes?: 0 | 2 | 8;
}

function lengthBytesFor(length: number): 0 | 2 | 8 {
  if (length < 126) return 0;
  return length < 65_536 ? 2 : 8;
}

/** One frame (RFC 6455 §5.2). It keeps no rule but the syntax, so that wrong frames can be made too. */
export function encodeFrame(options: EncodeOptions): Uint8Array<ArrayBuffer> {
  const { opcode, fin = true, maskingKey } = options;
  const payload = options.payload ?? new Uint8Array(0);
  const lengthBytes = options.lengthBytes ?? lengthBytesFor(payload.length);
  const headerBytes = 2 + lengthBytes + (maskingKey === undefined ? 0 : 4);
  const out = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(out.buffer);
  const rsv = (options.rsv1 ? 0x40 : 0) | (options.rsv2 ? 0x20 : 0) | (options.rsv3 ? 0x10 : 0);
  out[0] = (fin ? 0x80 : 0) | rsv | (opcode & 0x0f);
  const shortLength = lengthBytes === 8 ? 127 : lengthBytes === 2 ? 126 : payload.length;
  out[1] = (maskingKey === undefined ? 0 : 0x80) | shortLength;
  if (lengthBytes === 2) view.setUint16(2, payload.length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(payload.length));
  if (maskingKey === undefined) out.set(payload, headerBytes);
  else {
    view.setUint32(headerBytes - 4, maskingKey);
    out.set(unmask(payload, maskingKey), headerBytes);
  }
  return out;
}

/** A text message in one frame. */
export function encodeText(text: string, maskingKey?: number): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: OPCODES.text, payload: encodeUtf8(text), maskingKey });
}

/** A binary message in one frame. */
export function encodeBinary(payload: Uint8Array, maskingKey?: number): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: OPCODES.binary, payload, maskingKey });
}

/** A ping; a payload of more than 125 bytes breaks RFC 6455 §5.5. */
export function encodePing(payload?: Uint8Array, maskingKey?: number): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: OPCODES.ping, ...(payload && { payload }), maskingKey });
}

/** A pong, which answers a ping with the same payload (RFC 6455 §5.5.3). */
export function encodePong(payload?: Uint8Array, maskingKey?: number): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: OPCODES.pong, ...(payload && { payload }), maskingKey });
}

/** A Close frame; without a code its payload is empty (RFC 6455 §5.5.1). */
export function encodeClose(code?: number, reason = '', maskingKey?: number): Uint8Array<ArrayBuffer> {
  if (code === undefined) return encodeFrame({ opcode: OPCODES.close, maskingKey });
  const text = encodeUtf8(reason);
  const payload = new Uint8Array(2 + text.length);
  payload[0] = code >>> 8;
  payload[1] = code & 0xff;
  payload.set(text, 2);
  return encodeFrame({ opcode: OPCODES.close, payload, maskingKey });
}

/** A message in fragments: the first carries the opcode, the others are continuations, the last has FIN (RFC 6455 §5.4). */
export function encodeFragments(
  opcode: number,
  pieces: readonly Uint8Array[],
  maskingKey?: number,
): Uint8Array<ArrayBuffer>[] {
  return pieces.map((payload, index) =>
    encodeFrame({
      opcode: index === 0 ? opcode : OPCODES.continuation,
      payload,
      fin: index === pieces.length - 1,
      maskingKey,
    }),
  );
}
