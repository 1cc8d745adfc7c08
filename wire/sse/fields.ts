import type { FieldTable } from '../span.ts';

const parsing = 'HTML Standard: Parsing an event stream';
const interpreting = 'HTML Standard: Interpreting an event stream';

/** Every part of an event stream, and the four fields it knows. */
export const SSE_FIELDS = {
  'sse.block': {
    label: 'Block',
    spec: parsing,
    meaning: 'The lines up to a blank line. When they hold data, they are an event.',
  },
  'sse.bom': {
    label: 'Byte order mark',
    spec: parsing,
    meaning: 'Dropped at the start of a stream. Anywhere else it is part of the line.',
  },
  'sse.line': {
    label: 'Line',
    spec: parsing,
    meaning: 'A field, or a comment when it begins with a colon.',
  },
  'sse.field-name': {
    label: 'Field name',
    spec: interpreting,
    meaning: 'Everything before the first colon. It is compared literally, with no case folding.',
    values: {
      data: 'a line of the event’s data',
      event: 'the event type',
      id: 'the last event ID',
      retry: 'the reconnection time in milliseconds',
    },
  },
  'sse.colon': {
    label: 'Colon',
    spec: interpreting,
    meaning: 'Separates name and value. Further colons belong to the value.',
  },
  'sse.space': {
    label: 'Space',
    spec: interpreting,
    meaning: 'One space behind the colon is not part of the value. A second one would be.',
  },
  'sse.value': {
    label: 'Field value',
    spec: interpreting,
    meaning: 'Everything up to the line ending, as UTF-8.',
  },
  'sse.comment': {
    label: 'Comment',
    spec: interpreting,
    meaning: 'Ignored by the browser. Servers send comments so that a silent connection is not cut.',
  },
  'sse.line-ending': {
    label: 'Line ending',
    spec: parsing,
    meaning: 'CR LF, LF or CR; a stream may mix them.',
  },
  'sse.blank-line': {
    label: 'Blank line',
    spec: interpreting,
    meaning: 'Ends the block: if it has data, the event is dispatched now.',
  },
  'sse.unfinished-line': {
    label: 'Unfinished line',
    spec: interpreting,
    meaning: 'The stream ended before the line did, so it does nothing.',
  },
} as const satisfies FieldTable;

export type SseField = keyof typeof SSE_FIELDS;
