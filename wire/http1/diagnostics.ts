import type { DiagnosticDefinition } from '../diagnostic.ts';

const BAD_REQUEST = '400 Bad Request';

/** Everything the HTTP/1.1 decoder can report. `response` is what a server answers when the bytes are a request. */
export const HTTP1_DIAGNOSTICS = {
  'http1/not-http': {
    severity: 'error',
    message: 'The line is no HTTP/1.1 start-line, so these bytes cannot be read as HTTP/1.1.',
    spec: 'RFC 9112 §2.1',
    response: BAD_REQUEST,
  },
  'http1/unsupported-version': {
    severity: 'error',
    message: 'The start-line names a major version other than HTTP/1.',
    spec: 'RFC 9110 §2.5',
    response: '505 HTTP Version Not Supported',
  },
  'http1/head-too-large': {
    severity: 'error',
    message: 'The head is longer than the decoder’s bound.',
    spec: 'RFC 9110 §5.4',
    response: '431 Request Header Fields Too Large',
  },
  'http1/head-cut': {
    severity: 'warning',
    message: 'The connection ended inside a head.',
    spec: 'RFC 9112 §8',
    response: '',
  },
  'http1/leading-empty-line': {
    severity: 'note',
    message: 'An empty line stands before the start-line and is passed over.',
    spec: 'RFC 9112 §2.2',
    response: '',
  },
  'http1/request-line-spaces': {
    severity: 'warning',
    message: 'The request-line must be method, target and version with one space between them.',
    spec: 'RFC 9112 §3',
    response: BAD_REQUEST,
  },
  'http1/invalid-method': {
    severity: 'error',
    message: 'The method contains a character that a token cannot have.',
    spec: 'RFC 9110 §9.1',
    response: BAD_REQUEST,
  },
  'http1/status-line-without-space': {
    severity: 'note',
    message: 'The space behind the status code is missing; it is needed even without a reason phrase.',
    spec: 'RFC 9112 §4',
    response: '',
  },
  'http1/invalid-status': {
    severity: 'error',
    message: 'The status code is not in 100 to 599; a client treats it as 5xx.',
    spec: 'RFC 9110 §15',
    response: '',
  },
  'http1/bare-lf': {
    severity: 'warning',
    message: 'The line ends in LF instead of CR LF; not every recipient takes that for a line ending.',
    spec: 'RFC 9112 §2.2',
    response: '',
  },
  'http1/bare-cr': {
    severity: 'error',
    message:
      'A CR inside the line is not followed by LF, so that recipients may split the line in different places.',
    spec: 'RFC 9112 §2.2',
    response: BAD_REQUEST,
  },
  'http1/obs-fold': {
    severity: 'error',
    message: 'The line continues the field before it (obs-fold), which is no longer allowed.',
    spec: 'RFC 9112 §5.2',
    response: BAD_REQUEST,
  },
  'http1/space-before-first-field': {
    severity: 'error',
    message: 'The line between start-line and first field begins with white space and is passed over.',
    spec: 'RFC 9112 §2.2',
    response: BAD_REQUEST,
  },
  'http1/space-before-colon': {
    severity: 'error',
    message: 'White space between field name and colon: recipients disagree about which field this is.',
    spec: 'RFC 9112 §5.1',
    response: BAD_REQUEST,
  },
  'http1/field-without-colon': {
    severity: 'error',
    message: 'The field line has no colon and is passed over.',
    spec: 'RFC 9112 §5',
    response: BAD_REQUEST,
  },
  'http1/invalid-field-name': {
    severity: 'error',
    message: 'The field name is empty or contains a character that a token cannot have.',
    spec: 'RFC 9110 §5.1',
    response: BAD_REQUEST,
  },
  'http1/invalid-field-value': {
    severity: 'error',
    message: 'The field value contains a control character.',
    spec: 'RFC 9110 §5.5',
    response: BAD_REQUEST,
  },
  'http1/missing-host': {
    severity: 'error',
    message: 'An HTTP/1.1 request must have a Host field.',
    spec: 'RFC 9112 §3.2',
    response: BAD_REQUEST,
  },
  'http1/several-hosts': {
    severity: 'error',
    message: 'A request must have one Host field line, not several.',
    spec: 'RFC 9112 §3.2',
    response: BAD_REQUEST,
  },
  'http1/content-length-with-transfer-encoding': {
    severity: 'error',
    message:
      'Content-Length and Transfer-Encoding together: one hop may follow one and the next hop the other.',
    spec: 'RFC 9112 §6.3',
    response: BAD_REQUEST,
  },
  'http1/invalid-content-length': {
    severity: 'error',
    message:
      'The Content-Length is not a decimal number that can be counted, so the message cannot be framed.',
    spec: 'RFC 9112 §6.3',
    response: BAD_REQUEST,
  },
  'http1/conflicting-content-length': {
    severity: 'error',
    message: 'Several Content-Length values that differ: the message cannot be framed.',
    spec: 'RFC 9112 §6.3',
    response: BAD_REQUEST,
  },
  'http1/repeated-content-length': {
    severity: 'warning',
    message: 'The same Content-Length is given more than once.',
    spec: 'RFC 9110 §8.6',
    response: '',
  },
  'http1/content-length-not-allowed': {
    severity: 'error',
    message: 'A response with this status has no body and must not have a Content-Length.',
    spec: 'RFC 9110 §8.6',
    response: '',
  },
  'http1/transfer-encoding-not-allowed': {
    severity: 'error',
    message: 'A response with this status has no body and must not have a Transfer-Encoding.',
    spec: 'RFC 9112 §6.1',
    response: '',
  },
  'http1/transfer-encoding-before-1.1': {
    severity: 'error',
    message: 'Transfer-Encoding in a message older than HTTP/1.1: its framing is to be taken as faulty.',
    spec: 'RFC 9112 §6.1',
    response: 'closes after the message',
  },
  'http1/chunked-not-last': {
    severity: 'error',
    message: 'The last transfer coding of a request must be chunked, or its end cannot be told.',
    spec: 'RFC 9112 §6.3',
    response: BAD_REQUEST,
  },
  'http1/chunked-twice': {
    severity: 'error',
    message: 'chunked must be applied once at most.',
    spec: 'RFC 9112 §6.1',
    response: BAD_REQUEST,
  },
  'http1/unknown-transfer-coding': {
    severity: 'warning',
    message: 'A transfer coding that is not registered.',
    spec: 'RFC 9112 §6.1',
    response: '501 Not Implemented',
  },
  'http1/upgrade-without-connection': {
    severity: 'error',
    message:
      'An Upgrade field needs the option “upgrade” in a Connection field, or intermediaries forward it by mistake.',
    spec: 'RFC 9110 §7.8',
    response: '',
  },
  'http1/switch-without-upgrade': {
    severity: 'error',
    message: 'A 101 response must name the new protocol in an Upgrade field.',
    spec: 'RFC 9110 §15.2.2',
    response: '',
  },
  'http1/invalid-chunk-size': {
    severity: 'error',
    message: 'The chunk-size is not a hexadecimal number, so the body cannot be framed any further.',
    spec: 'RFC 9112 §7.1',
    response: BAD_REQUEST,
  },
  'http1/chunk-too-large': {
    severity: 'error',
    message: 'The chunk-size is larger than can be counted exactly.',
    spec: 'RFC 9112 §7.1',
    response: BAD_REQUEST,
  },
  'http1/space-in-chunk-size': {
    severity: 'warning',
    message: 'White space behind the chunk-size is allowed before a chunk extension only.',
    spec: 'RFC 9112 §7.1',
    response: BAD_REQUEST,
  },
  'http1/chunk-bare-lf': {
    severity: 'error',
    message: 'LF instead of CR LF in the chunked coding, where no leniency is granted.',
    spec: 'RFC 9112 §7.1',
    response: BAD_REQUEST,
  },
  'http1/chunk-not-terminated': {
    severity: 'error',
    message: 'CR LF must follow the chunk-data: the chunk-size does not fit the data.',
    spec: 'RFC 9112 §7.1',
    response: BAD_REQUEST,
  },
  'http1/chunk-line-too-long': {
    severity: 'error',
    message: 'The chunk-size and its extensions are longer than the decoder’s bound.',
    spec: 'RFC 9112 §7.1.1',
    response: BAD_REQUEST,
  },
  'http1/trailers-too-large': {
    severity: 'error',
    message: 'The trailer section is longer than the decoder’s bound.',
    spec: 'RFC 9110 §5.4',
    response: '431 Request Header Fields Too Large',
  },
  'http1/trailer-not-allowed': {
    severity: 'warning',
    message: 'The field frames, routes or describes the message and cannot come as a trailer.',
    spec: 'RFC 9110 §6.5.1',
    response: '',
  },
  'http1/body-cut': {
    severity: 'warning',
    message: 'The connection ended before the body had as many bytes as Content-Length says.',
    spec: 'RFC 9112 §8',
    response: '',
  },
  'http1/chunked-body-cut': {
    severity: 'note',
    message: 'The connection ended before the last chunk was there in full, so the body is incomplete.',
    spec: 'RFC 9112 §8',
    response: '',
  },
  'http1/unframed': {
    severity: 'error',
    message: 'These bytes follow a message whose end cannot be told.',
    spec: 'RFC 9112 §6.3',
    response: 'closes the connection',
  },
  'http1/more-diagnostics': {
    severity: 'note',
    message: 'The section has more faults than are listed.',
    spec: 'RFC 9112 §2.2',
    response: '',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type Http1DiagnosticCode = keyof typeof HTTP1_DIAGNOSTICS;
