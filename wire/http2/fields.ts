import type { FieldTable } from '../span.ts';

/** Every field of an HTTP/2 frame, named as RFC 9113 names it. Flags and settings have tables of their own. */
export const HTTP2_FIELDS = {
  'http2.frame': {
    label: 'HTTP/2 frame',
    spec: 'RFC 9113 §4.1',
    meaning: 'The unit of everything on an HTTP/2 connection: nine bytes of header and a payload.',
  },
  'http2.preface': {
    label: 'Client connection preface',
    spec: 'RFC 9113 §3.4',
    meaning: 'Fixed text that a client sends first, so that a server without HTTP/2 fails at once.',
  },
  'http2.junk': {
    label: 'Not a frame',
    spec: 'RFC 9113 §4.1',
    meaning: 'Bytes that make no whole frame header, or that follow where no frame could begin.',
  },
  'http2.frame-header': {
    label: 'Frame header',
    spec: 'RFC 9113 §4.1',
    meaning: 'The nine bytes before every payload: length, type, flags, stream.',
  },
  'http2.length': {
    label: 'Length',
    spec: 'RFC 9113 §4.1',
    meaning: 'The length of the payload in bytes. The nine bytes of the header do not count.',
  },
  'http2.type': {
    label: 'Type',
    spec: 'RFC 9113 §4.1',
    meaning: 'What the frame is. Receivers ignore types they do not know.',
  },
  'http2.flags': {
    label: 'Flags',
    spec: 'RFC 9113 §4.1',
    meaning: 'Eight switches whose meaning depends on the type.',
  },
  'http2.flag': {
    label: 'Flag',
    spec: 'RFC 9113 §4.1',
    meaning: 'A switch that this frame type defines.',
    values: { 0: 'not set', 1: 'set' },
  },
  'http2.unused-flags': {
    label: 'Unused Flags',
    spec: 'RFC 9113 §4.1',
    meaning: 'Bits that this frame type gives no meaning. Senders leave them 0; receivers ignore them.',
  },
  'http2.reserved': {
    label: 'Reserved',
    spec: 'RFC 9113 §4.1',
    meaning: 'One bit without a meaning. Senders leave it 0; receivers ignore it.',
  },
  'http2.stream-identifier': {
    label: 'Stream Identifier',
    spec: 'RFC 9113 §4.1',
    meaning:
      'The stream the frame belongs to; 0 is the connection. Clients open odd ones, servers even ones.',
  },
  'http2.payload': {
    label: 'Frame Payload',
    spec: 'RFC 9113 §4.1',
    meaning: 'What the frame carries. Its layout depends on the type.',
  },
  'http2.pad-length': {
    label: 'Pad Length',
    spec: 'RFC 9113 §6.1',
    meaning: 'How many bytes of padding end the payload. This byte itself does not count among them.',
  },
  'http2.padding': {
    label: 'Padding',
    spec: 'RFC 9113 §6.1',
    meaning: 'Zeros that hide how long the content is. In DATA they count against the flow-control windows.',
  },
  'http2.data': {
    label: 'Data',
    spec: 'RFC 9113 §6.1',
    meaning: 'Bytes of the body.',
  },
  'http2.exclusive': {
    label: 'Exclusive',
    spec: 'RFC 9113 §6.3',
    meaning: 'Deprecated: whether the stream takes over all other dependents of the one it depends on.',
    values: { 0: 'not exclusive', 1: 'exclusive' },
  },
  'http2.stream-dependency': {
    label: 'Stream Dependency',
    spec: 'RFC 9113 §6.3',
    meaning: 'Deprecated: the stream that this one depends on in the priority tree.',
  },
  'http2.weight': {
    label: 'Weight',
    spec: 'RFC 9113 §6.3',
    meaning:
      'Deprecated: the share among streams with the same parent. The weight is one more than the byte says.',
  },
  'http2.field-block-fragment': {
    label: 'Field Block Fragment',
    spec: 'RFC 9113 §4.3',
    meaning: 'A piece of a header list, compressed with HPACK.',
  },
  'http2.error-code': {
    label: 'Error Code',
    spec: 'RFC 9113 §7',
    meaning: 'Why the stream, or the connection, ends.',
  },
  'http2.setting': {
    label: 'Setting',
    spec: 'RFC 9113 §6.5.1',
    meaning: 'One value that the sender asks its peer to respect.',
  },
  'http2.setting-identifier': {
    label: 'Identifier',
    spec: 'RFC 9113 §6.5.1',
    meaning: 'Which setting it is. Receivers ignore those they do not know.',
  },
  'http2.setting-value': {
    label: 'Value',
    spec: 'RFC 9113 §6.5.1',
    meaning: 'The value of the setting, 32 bits.',
  },
  'http2.promised-stream-id': {
    label: 'Promised Stream ID',
    spec: 'RFC 9113 §6.6',
    meaning: 'The stream on which the pushed response will come.',
  },
  'http2.opaque-data': {
    label: 'Opaque Data',
    spec: 'RFC 9113 §6.7',
    meaning: 'Eight bytes of the sender’s choice, which the answer repeats.',
  },
  'http2.last-stream-id': {
    label: 'Last-Stream-ID',
    spec: 'RFC 9113 §6.8',
    meaning:
      'The highest stream the sender acted on, or may still act on. Higher ones can be tried again elsewhere.',
  },
  'http2.additional-debug-data': {
    label: 'Additional Debug Data',
    spec: 'RFC 9113 §6.8',
    meaning: 'A message for whoever debugs. It has no meaning to the protocol.',
  },
  'http2.window-size-increment': {
    label: 'Window Size Increment',
    spec: 'RFC 9113 §6.9',
    meaning: 'How many more bytes of DATA the peer may send.',
  },
  'http2.prioritized-stream-id': {
    label: 'Prioritized Stream ID',
    spec: 'RFC 9218 §7.1',
    meaning: 'The stream whose response gets the new priority.',
  },
  'http2.priority-field-value': {
    label: 'Priority Field Value',
    spec: 'RFC 9218 §7.1',
    meaning:
      'The new priority, written as in the Priority header field: `u` from 0 (first) to 7, `i` for incremental.',
  },
  'http2.opaque': {
    label: 'Payload of an unknown type',
    spec: 'RFC 9113 §5.5',
    meaning: 'Receivers skip it.',
  },
  'http2.excess': {
    label: 'Left over',
    spec: 'RFC 9113 §4.2',
    meaning: 'Bytes that the layout of this frame type has no place for.',
  },
} as const satisfies FieldTable;

export type Http2Field = keyof typeof HTTP2_FIELDS;
