import { createReporter, type DiagnosticDefinition } from '../diagnostic.ts';

/** What the frames of one direction can be accused of, in the order of their bytes. `response` is a close code. */
export const WS_FRAME_DIAGNOSTICS = {
  'ws/reserved-bit': {
    severity: 'error',
    message: 'A reserved bit is set that no negotiated extension gives a meaning to.',
    spec: 'RFC 6455 §5.2',
    response: '1002',
  },
  'ws/compressed-bit-misplaced': {
    severity: 'error',
    message:
      'RSV1 marks a compressed message on its first frame; control frames and later fragments must not set it.',
    spec: 'RFC 7692 §6',
    response: '1002',
  },
  'ws/reserved-opcode': {
    severity: 'error',
    message: 'The opcode is reserved and has no meaning yet.',
    spec: 'RFC 6455 §5.2',
    response: '1002',
  },
  'ws/control-fragmented': {
    severity: 'error',
    message: 'A control frame must have FIN set: it cannot be fragmented.',
    spec: 'RFC 6455 §5.5',
    response: '1002',
  },
  'ws/continuation-without-start': {
    severity: 'error',
    message: 'A continuation frame came although no fragmented message is open.',
    spec: 'RFC 6455 §5.4',
    response: '1002',
  },
  'ws/continuation-expected': {
    severity: 'error',
    message: 'A new message began before the last fragment of the open one.',
    spec: 'RFC 6455 §5.4',
    response: '1002',
  },
  'ws/data-after-close': {
    severity: 'error',
    message: 'A data frame followed a Close frame of the same sender. Its receiver discards it.',
    spec: 'RFC 6455 §5.5.1',
    response: '',
  },
  'ws/mask-required': {
    severity: 'error',
    message: 'A frame from a client must be masked.',
    spec: 'RFC 6455 §5.1',
    response: '1002',
  },
  'ws/mask-forbidden': {
    severity: 'error',
    message: 'A frame from a server must not be masked.',
    spec: 'RFC 6455 §5.1',
    response: '1002',
  },
  'ws/control-too-long': {
    severity: 'error',
    message: 'The payload of a control frame must not be longer than 125 bytes.',
    spec: 'RFC 6455 §5.5',
    response: '1002',
  },
  'ws/length-not-minimal': {
    severity: 'error',
    message: 'The length is written in more bytes than it needs.',
    spec: 'RFC 6455 §5.2',
    response: '1002',
  },
  'ws/length-top-bit': {
    severity: 'error',
    message: 'The most significant bit of a 64-bit length must be 0.',
    spec: 'RFC 6455 §5.2',
    response: '1002',
  },
  'ws/length-beyond-counting': {
    severity: 'error',
    message:
      'The length is larger than 2^53 - 1 bytes. It is shown rounded; no receiver takes a frame of that size.',
    spec: 'RFC 6455 §10.4',
    response: '1009',
  },
  'ws/payload-not-kept': {
    severity: 'note',
    message:
      'The payload is longer than this decoder keeps. It was counted, not kept, and its text was not checked.',
    spec: 'RFC 6455 §10.4',
    response: '',
  },
  'ws/close-length': {
    severity: 'error',
    message:
      'The payload of a Close frame is empty or starts with a two-byte status code; one byte is neither.',
    spec: 'RFC 6455 §5.5.1',
    response: '1002',
  },
  'ws/close-code': {
    severity: 'error',
    message: 'This status code must not stand in a Close frame.',
    spec: 'RFC 6455 §7.4',
    response: '1002',
  },
  'ws/close-reason-utf8': {
    severity: 'error',
    message: 'The reason of a Close frame must be UTF-8.',
    spec: 'RFC 6455 §5.5.1',
    response: '1007',
  },
  'ws/text-utf8': {
    severity: 'error',
    message: 'A text message must be UTF-8 as a whole.',
    spec: 'RFC 6455 §8.1',
    response: '1007',
  },
  'ws/cut-off': {
    severity: 'warning',
    message: 'The bytes ended inside the frame. An endpoint reports 1006, which is never sent.',
    spec: 'RFC 6455 §7.1.5',
    response: '',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

/** What a whole message can be accused of, once its fragments are joined and inflated. */
export const WS_MESSAGE_DIAGNOSTICS = {
  'ws/message-utf8': {
    severity: 'error',
    message: 'The inflated text message is not UTF-8.',
    spec: 'RFC 6455 §8.1',
    response: '1007',
  },
  'ws/message-not-kept': {
    severity: 'note',
    message:
      'The message is longer than the joiner keeps, or a part of it was not kept. It was counted only.',
    spec: 'RFC 6455 §10.4',
    response: '1009',
  },
  'ws/inflate-failed': {
    severity: 'error',
    message: 'The compressed message is not valid DEFLATE data.',
    spec: 'RFC 7692 §7.2.2',
    response: '1007',
  },
  'ws/inflate-context-lost': {
    severity: 'note',
    message: 'An earlier compressed message could not be read, and this one may refer back to its bytes.',
    spec: 'RFC 7692 §7.1.1',
    response: '',
  },
  'ws/inflate-too-big': {
    severity: 'error',
    message: 'The message inflates to more bytes than the bound allows. Inflating stopped there.',
    spec: 'RFC 6455 §10.4',
    response: '1009',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

/** Every diagnostic of this folder. */
export const WS_DIAGNOSTICS = { ...WS_FRAME_DIAGNOSTICS, ...WS_MESSAGE_DIAGNOSTICS } as const;
export type WebSocketDiagnosticCode = keyof typeof WS_DIAGNOSTICS;

export const reportWebSocket = createReporter<WebSocketDiagnosticCode>(WS_DIAGNOSTICS);
