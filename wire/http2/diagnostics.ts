import { createReporter, type DiagnosticDefinition } from '../diagnostic.ts';

/** Everything that one direction's frames can have wrong, without knowing the other direction. */
export const HTTP2_DIAGNOSTICS = {
  'http2/bad-preface': {
    severity: 'error',
    message: 'The connection does not begin with the client connection preface.',
    spec: 'RFC 9113 §3.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/settings-expected': {
    severity: 'error',
    message: 'The first frame of an endpoint must be a SETTINGS frame that is not an acknowledgment.',
    spec: 'RFC 9113 §3.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/truncated': {
    severity: 'error',
    message: 'The input ends inside this frame.',
    spec: 'RFC 9113 §4.1',
    response: '',
  },
  'http2/payload-cut': {
    severity: 'note',
    message: 'The payload is longer than is kept; its rest is counted, not kept.',
    spec: 'RFC 9113 §4.2',
    response: '',
  },
  'http2/frame-too-large': {
    severity: 'error',
    message: 'The payload is larger than the SETTINGS_MAX_FRAME_SIZE of the receiver.',
    spec: 'RFC 9113 §4.2',
    response: 'FRAME_SIZE_ERROR',
  },
  'http2/payload-size': {
    severity: 'error',
    message: 'The Length does not fit what a frame of this type holds.',
    spec: 'RFC 9113 §4.2',
    response: 'FRAME_SIZE_ERROR',
  },
  'http2/settings-ack-payload': {
    severity: 'error',
    message: 'A SETTINGS acknowledgment must be empty.',
    spec: 'RFC 9113 §6.5',
    response: 'FRAME_SIZE_ERROR',
  },
  'http2/stream-required': {
    severity: 'error',
    message: 'A frame of this type belongs to a stream, but its Stream Identifier is 0.',
    spec: 'RFC 9113 §5.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/stream-not-allowed': {
    severity: 'error',
    message: 'A frame of this type is about the connection, but its Stream Identifier is not 0.',
    spec: 'RFC 9113 §5.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/stream-parity': {
    severity: 'error',
    message: 'A client opens streams with odd identifiers only.',
    spec: 'RFC 9113 §5.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/reserved-bit': {
    severity: 'note',
    message: 'A reserved bit is set. Senders must leave it unset; receivers ignore it.',
    spec: 'RFC 9113 §4.1',
    response: '',
  },
  'http2/undefined-flag': {
    severity: 'note',
    message:
      'A flag is set that this frame type does not define. Senders must leave it unset; receivers ignore it.',
    spec: 'RFC 9113 §4.1',
    response: '',
  },
  'http2/padding-too-long': {
    severity: 'error',
    message: 'The padding is longer than what is left of the payload.',
    spec: 'RFC 9113 §6.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/padding-not-zero': {
    severity: 'warning',
    message: 'Padding must be zeros. A receiver may check it, and treat it as an error.',
    spec: 'RFC 9113 §6.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/window-increment-zero': {
    severity: 'error',
    message: 'A WINDOW_UPDATE must add at least one byte.',
    spec: 'RFC 9113 §6.9',
    response: 'PROTOCOL_ERROR',
  },
  'http2/enable-push-value': {
    severity: 'error',
    message: 'SETTINGS_ENABLE_PUSH must be 0 or 1.',
    spec: 'RFC 9113 §6.5.2',
    response: 'PROTOCOL_ERROR',
  },
  'http2/enable-push-from-server': {
    severity: 'error',
    message: 'A server must not set SETTINGS_ENABLE_PUSH to 1.',
    spec: 'RFC 9113 §6.5.2',
    response: 'PROTOCOL_ERROR',
  },
  'http2/initial-window-value': {
    severity: 'error',
    message: 'SETTINGS_INITIAL_WINDOW_SIZE must not be above 2,147,483,647.',
    spec: 'RFC 9113 §6.5.2',
    response: 'FLOW_CONTROL_ERROR',
  },
  'http2/max-frame-size-value': {
    severity: 'error',
    message: 'SETTINGS_MAX_FRAME_SIZE must be from 16,384 to 16,777,215.',
    spec: 'RFC 9113 §6.5.2',
    response: 'PROTOCOL_ERROR',
  },
  'http2/enable-connect-value': {
    severity: 'error',
    message: 'SETTINGS_ENABLE_CONNECT_PROTOCOL must be 0 or 1, and never go back to 0.',
    spec: 'RFC 8441 §3',
    response: 'PROTOCOL_ERROR',
  },
  'http2/no-priorities-value': {
    severity: 'error',
    message: 'SETTINGS_NO_RFC7540_PRIORITIES must be 0 or 1, and keep its first value.',
    spec: 'RFC 9218 §2.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/continuation-unexpected': {
    severity: 'error',
    message:
      'A CONTINUATION must follow a HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS on its stream.',
    spec: 'RFC 9113 §6.10',
    response: 'PROTOCOL_ERROR',
  },
  'http2/header-block-interrupted': {
    severity: 'error',
    message: 'A header block is open: only its CONTINUATION, on the same stream, may come here.',
    spec: 'RFC 9113 §6.10',
    response: 'PROTOCOL_ERROR',
  },
  'http2/header-block-large': {
    severity: 'warning',
    message: 'The header block has grown larger than any sensible one.',
    spec: 'RFC 9113 §10.5.1',
    response: 'ENHANCE_YOUR_CALM',
  },
  'http2/push-from-client': {
    severity: 'error',
    message: 'A client cannot push.',
    spec: 'RFC 9113 §8.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/promised-stream': {
    severity: 'error',
    message: 'A promised stream must have an even identifier, higher than every one promised before.',
    spec: 'RFC 9113 §5.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/goaway-increased': {
    severity: 'error',
    message: 'A later GOAWAY must not raise the Last-Stream-ID.',
    spec: 'RFC 9113 §6.8',
    response: 'PROTOCOL_ERROR',
  },
  'http2/priority-update-from-server': {
    severity: 'error',
    message: 'Only a client sends PRIORITY_UPDATE.',
    spec: 'RFC 9218 §7.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/priority-update-stream': {
    severity: 'error',
    message: 'A PRIORITY_UPDATE must name a stream, not 0.',
    spec: 'RFC 9218 §7.1',
    response: 'PROTOCOL_ERROR',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type Http2DiagnosticCode = keyof typeof HTTP2_DIAGNOSTICS;

export const reportHttp2 = createReporter<Http2DiagnosticCode>(HTTP2_DIAGNOSTICS);
