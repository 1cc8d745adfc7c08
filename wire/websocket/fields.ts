import type { FieldTable } from '../span.ts';
import { CLOSE_CODES } from './close.ts';

/** Every field of a WebSocket frame, named as RFC 6455 names it. */
export const WS_FIELDS = {
  'websocket.frame': {
    label: 'WebSocket frame',
    spec: 'RFC 6455 §5.2',
    meaning: 'The smallest unit of a WebSocket connection: a header of 2 to 14 bytes and a payload.',
  },
  'websocket.fin': {
    label: 'FIN',
    spec: 'RFC 6455 §5.2',
    meaning: 'Whether this frame is the last fragment of its message. The first may also be the last.',
    values: { 0: 'more fragments follow', 1: 'last fragment' },
  },
  'websocket.rsv1': {
    label: 'RSV1',
    spec: 'RFC 7692 §6',
    meaning: 'Reserved. With permessage-deflate, set on the first frame of a compressed message.',
    values: { 0: 'not set', 1: 'set' },
  },
  'websocket.rsv2': {
    label: 'RSV2',
    spec: 'RFC 6455 §5.2',
    meaning: 'Reserved for extensions. 0 unless one was negotiated that uses it.',
    values: { 0: 'not set', 1: 'set' },
  },
  'websocket.rsv3': {
    label: 'RSV3',
    spec: 'RFC 6455 §5.2',
    meaning: 'Reserved for extensions. 0 unless one was negotiated that uses it.',
    values: { 0: 'not set', 1: 'set' },
  },
  'websocket.opcode': {
    label: 'opcode',
    spec: 'RFC 6455 §5.2',
    meaning: 'What the payload is. Opcodes from 0x8 on are control frames.',
    values: {
      0x0: 'continuation frame',
      0x1: 'text frame',
      0x2: 'binary frame',
      0x8: 'connection close',
      0x9: 'ping',
      0xa: 'pong',
    },
  },
  'websocket.mask': {
    label: 'MASK',
    spec: 'RFC 6455 §5.2',
    meaning: 'Whether the payload is masked. A client masks every frame, a server none.',
    values: { 0: 'not masked', 1: 'masked' },
  },
  'websocket.payload-length': {
    label: 'Payload len',
    spec: 'RFC 6455 §5.2',
    meaning:
      'Up to 125: the payload length itself. 126: the next 2 bytes hold it. 127: the next 8 bytes hold it.',
    values: { 126: 'the next 2 bytes hold the length', 127: 'the next 8 bytes hold the length' },
  },
  'websocket.extended-payload-length': {
    label: 'Extended payload length',
    spec: 'RFC 6455 §5.2',
    meaning: 'The payload length in bytes, as 16 or 64 bits in network byte order.',
  },
  'websocket.masking-key': {
    label: 'Masking-key',
    spec: 'RFC 6455 §5.3',
    meaning:
      'Four unpredictable bytes, new for every frame. Byte i of the payload is XORed with byte i mod 4 of the key.',
  },
  'websocket.payload': {
    label: 'Payload Data',
    spec: 'RFC 6455 §5.2',
    meaning: 'What the frame carries: a piece of a message, or the body of a control frame.',
  },
  'websocket.text': {
    label: 'Text',
    spec: 'RFC 6455 §5.6',
    meaning:
      'Text in UTF-8. A character may be split between two fragments; the whole message must be valid.',
  },
  'websocket.binary': {
    label: 'Binary data',
    spec: 'RFC 6455 §5.6',
    meaning: 'Bytes whose meaning is up to the application.',
  },
  'websocket.compressed': {
    label: 'Compressed data',
    spec: 'RFC 7692 §7.2.2',
    meaning:
      'DEFLATE data without the bytes 00 00 ff ff at its end. The receiver appends them and inflates the message.',
  },
  'websocket.status-code': {
    label: 'Status code',
    spec: 'RFC 6455 §7.4',
    meaning: 'Why the endpoint closes the connection.',
    values: CLOSE_CODES,
  },
  'websocket.reason': {
    label: 'Reason',
    spec: 'RFC 6455 §7.1.6',
    meaning: 'Text for debugging. It is not meant for users.',
  },
  'websocket.application-data': {
    label: 'Application data',
    spec: 'RFC 6455 §5.5.2',
    meaning: 'Up to 125 bytes. A pong repeats those of the ping it answers.',
  },
  'websocket.cut-off': {
    label: 'Incomplete',
    spec: 'RFC 6455 §5.2',
    meaning: 'The bytes end inside the frame.',
  },
} as const satisfies FieldTable;

export type WebSocketField = keyof typeof WS_FIELDS;
