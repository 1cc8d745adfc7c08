import type { FieldTable } from '../span.ts';

/** Every syntactic part of an HTTP/1.1 message. What single header fields mean stands in headers.ts. */
export const HTTP1_FIELDS = {
  'http1.request': {
    label: 'Request head',
    spec: 'RFC 9112 §2.1',
    meaning: 'A request-line, header fields, an empty line.',
  },
  'http1.response': {
    label: 'Response head',
    spec: 'RFC 9112 §2.1',
    meaning: 'A status-line, header fields, an empty line.',
  },
  'http1.interim': {
    label: 'Interim response',
    spec: 'RFC 9110 §15.2',
    meaning: 'A response before the response: the final one to the same request follows on this connection.',
  },
  'http1.body': {
    label: 'Body',
    spec: 'RFC 9112 §6',
    meaning: 'The body as its framing gives it, with no bytes around it.',
  },
  'http1.junk': {
    label: 'Undecoded bytes',
    spec: 'RFC 9112 §2.2',
    meaning: 'Bytes that cannot be read as HTTP/1.1.',
  },
  'http1.request-line': {
    label: 'Request line',
    spec: 'RFC 9112 §3',
    meaning: 'What is asked for, and how.',
  },
  'http1.method': {
    label: 'Method',
    spec: 'RFC 9110 §9.1',
    meaning: 'What the client wants done with the target.',
  },
  'http1.request-target': {
    label: 'Request target',
    spec: 'RFC 9112 §3.2',
    meaning: 'What the request is about: path and query, as the client sends them to an origin server.',
  },
  'http1.version': {
    label: 'HTTP version',
    spec: 'RFC 9112 §2.3',
    meaning: 'The version the sender speaks; the letters are case-sensitive.',
  },
  'http1.status-line': { label: 'Status line', spec: 'RFC 9112 §4', meaning: 'How it went.' },
  'http1.status-code': {
    label: 'Status code',
    spec: 'RFC 9110 §15',
    meaning: 'Three digits; the first one is the class.',
  },
  'http1.reason-phrase': {
    label: 'Reason phrase',
    spec: 'RFC 9112 §4',
    meaning: 'Words for people. Clients ignore them, and HTTP/2 dropped them.',
  },
  'http1.separator': {
    label: 'Space',
    spec: 'RFC 9112 §3',
    meaning: 'One space separates the parts of the line.',
  },
  'http1.field-line': { label: 'Field line', spec: 'RFC 9112 §5', meaning: 'One header or trailer field.' },
  'http1.field-name': { label: 'Field name', spec: 'RFC 9110 §5.1', meaning: 'Compared without case.' },
  'http1.bad-space': {
    label: 'White space',
    spec: 'RFC 9112 §5.1',
    meaning: 'There must be no white space before the colon.',
  },
  'http1.colon': { label: 'Colon', spec: 'RFC 9112 §5', meaning: 'Separates name and value.' },
  'http1.optional-space': {
    label: 'Optional white space',
    spec: 'RFC 9110 §5.6.3',
    meaning: 'Not part of the value.',
  },
  'http1.field-value': { label: 'Field value', spec: 'RFC 9110 §5.5', meaning: 'What the field says.' },
  'http1.folded-line': {
    label: 'Continuation line',
    spec: 'RFC 9112 §5.2',
    meaning: 'Continues the field before it (obs-fold), which is no longer allowed.',
  },
  'http1.unreadable-line': {
    label: 'Unreadable line',
    spec: 'RFC 9112 §5',
    meaning: 'No field line; it is passed over.',
  },
  'http1.line-ending': { label: 'Line ending', spec: 'RFC 9112 §2.2', meaning: 'CR LF ends a line.' },
  'http1.empty-line': {
    label: 'Empty line',
    spec: 'RFC 9112 §2.1',
    meaning: 'Ends the section: no more fields follow.',
  },
  'http1.leading-empty-line': {
    label: 'Empty line',
    spec: 'RFC 9112 §2.2',
    meaning: 'A server passes over empty lines before a request-line.',
  },
  'http1.chunk': {
    label: 'Chunk',
    spec: 'RFC 9112 §7.1',
    meaning: 'A piece of the body with its size before it.',
  },
  'http1.last-chunk': {
    label: 'Last chunk',
    spec: 'RFC 9112 §7.1',
    meaning: 'A chunk of size 0 ends the body; trailer fields may follow.',
  },
  'http1.chunk-size': {
    label: 'Chunk size',
    spec: 'RFC 9112 §7.1',
    meaning: 'The size of the data in hexadecimal.',
  },
  'http1.chunk-extension': {
    label: 'Chunk extensions',
    spec: 'RFC 9112 §7.1.1',
    meaning: 'Said about this chunk on this connection only. Recipients ignore those they do not know.',
  },
  'http1.chunk-data': { label: 'Chunk data', spec: 'RFC 9112 §7.1', meaning: 'Bytes of the body.' },
} as const satisfies FieldTable;

export type Http1Field = keyof typeof HTTP1_FIELDS;

/** What the registered methods mean (RFC 9110 §9.3). */
export const METHODS: Readonly<Record<string, string>> = {
  GET: 'Asks for the resource.',
  HEAD: 'Asks for the head of the response that GET would get; there is no body.',
  POST: 'Hands data to the resource, which does with it what it does.',
  PUT: 'Puts the body in the place of the resource.',
  DELETE: 'Asks that the resource be removed.',
  CONNECT: 'Asks for a tunnel to the target.',
  OPTIONS:
    'Asks what may be done with the resource. Browsers ask so before cross-origin requests (CORS preflight).',
  TRACE: 'Asks to be sent back what arrived.',
};
