import { createReporter, type DiagnosticDefinition } from '../../diagnostic.ts';

/**
 * What can be wrong with frames and header lists that are each well formed: rules that need both directions, the state of
 * a stream, or the fields that a header block decodes to. A malformed message is a stream error (RFC 9113 §8.1.1).
 */
export const HTTP2_CONNECTION_DIAGNOSTICS = {
  /* Streams. */
  'http2/stream-state': {
    severity: 'error',
    message: 'A frame of this type is not allowed in the state that its stream is in.',
    spec: 'RFC 9113 §5.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/stream-ended': {
    severity: 'error',
    message: 'Its sender had ended its half of the stream already, with END_STREAM or RST_STREAM.',
    spec: 'RFC 9113 §5.1',
    response: 'STREAM_CLOSED',
  },
  'http2/stream-order': {
    severity: 'error',
    message: 'A new stream must have a higher identifier than every stream its sender opened before.',
    spec: 'RFC 9113 §5.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/too-many-streams': {
    severity: 'error',
    message: 'This opens more streams than the SETTINGS_MAX_CONCURRENT_STREAMS of the receiver allows.',
    spec: 'RFC 9113 §5.1.2',
    response: 'PROTOCOL_ERROR or REFUSED_STREAM',
  },
  'http2/push-disabled': {
    severity: 'error',
    message: 'The client has set SETTINGS_ENABLE_PUSH to 0, and the server has acknowledged it.',
    spec: 'RFC 9113 §6.5.2',
    response: 'PROTOCOL_ERROR',
  },
  /* Flow control. */
  'http2/window-exceeded': {
    severity: 'error',
    message: 'The DATA frame is longer than the flow-control window that its receiver has granted.',
    spec: 'RFC 9113 §6.9.1',
    response: 'FLOW_CONTROL_ERROR',
  },
  'http2/window-overflow': {
    severity: 'error',
    message: 'This WINDOW_UPDATE takes a flow-control window above 2,147,483,647 bytes.',
    spec: 'RFC 9113 §6.9.1',
    response: 'FLOW_CONTROL_ERROR',
  },
  'http2/initial-window-overflow': {
    severity: 'error',
    message:
      'The new SETTINGS_INITIAL_WINDOW_SIZE takes the window of an open stream above 2,147,483,647 bytes.',
    spec: 'RFC 9113 §6.9.2',
    response: 'FLOW_CONTROL_ERROR',
  },
  /* Message framing. */
  'http2/trailers-without-end': {
    severity: 'error',
    message: 'A HEADERS frame after the head of the message is its trailers, and must end the stream.',
    spec: 'RFC 9113 §8.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/interim-ends-stream': {
    severity: 'error',
    message: 'An informational (1xx) response must not end the stream: a final response has to follow.',
    spec: 'RFC 9113 §8.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/data-before-response': {
    severity: 'error',
    message: 'The server sends DATA on a stream without having sent a final response head.',
    spec: 'RFC 9113 §8.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/content-length-mismatch': {
    severity: 'error',
    message: 'The Content-Length field is not the sum of the DATA that forms the content.',
    spec: 'RFC 9113 §8.1.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/content-length-invalid': {
    severity: 'error',
    message: 'The Content-Length field must be one decimal number.',
    spec: 'RFC 9110 §8.6',
    response: 'PROTOCOL_ERROR',
  },
  /* Fields. */
  'http2/field-name-uppercase': {
    severity: 'error',
    message: 'The field name has an uppercase letter; names are sent in lowercase.',
    spec: 'RFC 9113 §8.2.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/field-name-invalid': {
    severity: 'error',
    message: 'The field name is empty, or has a character that no name may have.',
    spec: 'RFC 9113 §8.2.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/field-value-invalid': {
    severity: 'error',
    message: 'The field value has a NUL, CR or LF, or begins or ends with a space or tab.',
    spec: 'RFC 9113 §8.2.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/connection-specific-field': {
    severity: 'error',
    message: 'The field is about an HTTP/1.1 connection and has no place in HTTP/2.',
    spec: 'RFC 9113 §8.2.2',
    response: 'PROTOCOL_ERROR',
  },
  'http2/te-value': {
    severity: 'error',
    message: 'TE may stand in a request only, with no other value than `trailers`.',
    spec: 'RFC 9113 §8.2.2',
    response: 'PROTOCOL_ERROR',
  },
  /* Pseudo-header fields. */
  'http2/pseudo-header-unknown': {
    severity: 'error',
    message: 'This pseudo-header field is not defined for this kind of message.',
    spec: 'RFC 9113 §8.3',
    response: 'PROTOCOL_ERROR',
  },
  'http2/pseudo-header-in-trailers': {
    severity: 'error',
    message: 'Trailers must not have pseudo-header fields.',
    spec: 'RFC 9113 §8.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/pseudo-header-late': {
    severity: 'error',
    message: 'A pseudo-header field stands after a regular field; all of them come first.',
    spec: 'RFC 9113 §8.3',
    response: 'PROTOCOL_ERROR',
  },
  'http2/pseudo-header-repeated': {
    severity: 'error',
    message: 'The same pseudo-header field appears twice.',
    spec: 'RFC 9113 §8.3',
    response: 'PROTOCOL_ERROR',
  },
  'http2/request-incomplete': {
    severity: 'error',
    message: 'A request must have :method, :scheme and :path.',
    spec: 'RFC 9113 §8.3.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/request-target-invalid': {
    severity: 'error',
    message: 'The value of this request pseudo-header field is not valid.',
    spec: 'RFC 9113 §8.3.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/host-differs': {
    severity: 'warning',
    message: 'The Host field names something else than :authority. A server should treat that as malformed.',
    spec: 'RFC 9113 §8.3.1',
    response: 'PROTOCOL_ERROR',
  },
  'http2/status-missing': {
    severity: 'error',
    message: 'A response, interim ones too, must have :status.',
    spec: 'RFC 9113 §8.3.2',
    response: 'PROTOCOL_ERROR',
  },
  'http2/status-invalid': {
    severity: 'error',
    message: 'The status code must be a number of three digits, from 100 on.',
    spec: 'RFC 9110 §15',
    response: 'PROTOCOL_ERROR',
  },
  'http2/switching-protocols': {
    severity: 'error',
    message: 'HTTP/2 has no status 101 (Switching Protocols).',
    spec: 'RFC 9113 §8.6',
    response: 'PROTOCOL_ERROR',
  },
  'http2/promised-method': {
    severity: 'error',
    message: 'A promised request must have a method that is safe and cacheable: GET or HEAD.',
    spec: 'RFC 9113 §8.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/promised-content': {
    severity: 'error',
    message: 'A promised request cannot have content.',
    spec: 'RFC 9113 §8.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/promised-authority': {
    severity: 'error',
    message: 'A promised request must have :authority.',
    spec: 'RFC 9113 §8.4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/connect-fields': {
    severity: 'error',
    message: 'A CONNECT request has :authority, and neither :scheme nor :path.',
    spec: 'RFC 9113 §8.5',
    response: 'PROTOCOL_ERROR',
  },
  'http2/protocol-without-connect': {
    severity: 'error',
    message: 'The :protocol pseudo-header field belongs to a CONNECT request.',
    spec: 'RFC 8441 §4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/extended-connect-incomplete': {
    severity: 'error',
    message: 'A CONNECT request with :protocol must have :scheme, :path and :authority.',
    spec: 'RFC 8441 §4',
    response: 'PROTOCOL_ERROR',
  },
  'http2/extended-connect-not-offered': {
    severity: 'error',
    message: 'The server has not sent SETTINGS_ENABLE_CONNECT_PROTOCOL with the value 1.',
    spec: 'RFC 8441 §3',
    response: 'PROTOCOL_ERROR',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type ConnectionDiagnosticCode = keyof typeof HTTP2_CONNECTION_DIAGNOSTICS;

export const reportConnection = createReporter<ConnectionDiagnosticCode>(HTTP2_CONNECTION_DIAGNOSTICS);
