import { createReporter, type DiagnosticDefinition } from '../diagnostic.ts';

const parsing = 'HTML Standard: Parsing an event stream';
const interpreting = 'HTML Standard: Interpreting an event stream';

/** Everything the decoder of event streams can report. Nothing here ends a stream: a browser reads on in every case. */
export const SSE_DIAGNOSTICS = {
  'sse/unknown-field': {
    severity: 'note',
    message: 'The field name is none of event, data, id and retry, so the line is ignored.',
    spec: interpreting,
    response: '',
  },
  'sse/invalid-retry': {
    severity: 'warning',
    message: 'A retry value must be ASCII digits only, so the line is ignored.',
    spec: interpreting,
    response: '',
  },
  'sse/retry-too-large': {
    severity: 'warning',
    message: 'The retry value is larger than 9,007,199,254,740,991 ms and is counted as that.',
    spec: interpreting,
    response: '',
  },
  'sse/id-with-nul': {
    severity: 'warning',
    message: 'An id value that contains U+0000 NULL is ignored; the last event ID stays as it was.',
    spec: interpreting,
    response: '',
  },
  'sse/event-without-data': {
    severity: 'note',
    message: 'The block names an event type but has no data field, so no event is dispatched.',
    spec: interpreting,
    response: '',
  },
  'sse/invalid-utf8': {
    severity: 'error',
    message: 'The line is not well-formed UTF-8; what cannot be decoded is read as U+FFFD.',
    spec: parsing,
    response: '',
  },
  'sse/lost-at-end': {
    severity: 'warning',
    message:
      'The stream ended before the blank line, so the event is not dispatched and its id is not remembered.',
    spec: interpreting,
    response: '',
  },
  'sse/block-too-long': {
    severity: 'warning',
    message: 'The block is longer than this decoder keeps; from here on its text is counted but not kept.',
    spec: interpreting,
    response: '',
  },
  'sse/more-diagnostics': {
    severity: 'note',
    message: 'The block has more faults than are listed.',
    spec: interpreting,
    response: '',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type SseDiagnosticCode = keyof typeof SSE_DIAGNOSTICS;

/** What an event stream can be accused of whose content is coded (RFC 9110 §8.4), when the coding is undone. */
export const SSE_CODING_DIAGNOSTICS = {
  'sse/inflate-failed': {
    severity: 'error',
    message:
      'The content is not what Content-Encoding says, so it cannot be inflated. Its events are not read from here on.',
    spec: 'RFC 9110 §8.4.1',
    response: '',
  },
  'sse/inflate-too-big': {
    severity: 'warning',
    message:
      'The content inflates to more bytes than a recording keeps. Its events are not read from here on.',
    spec: 'RFC 9110 §8.4.1',
    response: '',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type SseCodingDiagnosticCode = keyof typeof SSE_CODING_DIAGNOSTICS;

export const reportSseCoding = createReporter<SseCodingDiagnosticCode>(SSE_CODING_DIAGNOSTICS);
