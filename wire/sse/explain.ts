import type { Span } from '../span.ts';
import { decodeUtf8 } from '../text.ts';
import { SSE_DIAGNOSTICS } from './diagnostics.ts';
import { SSE_FIELDS, type SseField } from './fields.ts';
import type { SseFrame } from './frame.ts';
import { BOM_BYTES, hasBom, lineKind, valueOffset, type LineKind } from './line.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

function span(field: SseField, start: number, end: number, value: string, meaning?: string): Span {
  const { label, spec, meaning: usual } = SSE_FIELDS[field];
  return { field, label, start, end, value, meaning: meaning ?? usual, spec };
}

const LINE_ENDING_NAMES: Readonly<Record<string, string>> = { '\n': 'LF', '\r': 'CR', '\r\n': 'CR LF' };

/** What a field line does, or why it does nothing. `first`: no data line came before it in its block. */
function lineMeaning(kind: LineKind, name: string, value: string, first: boolean): string {
  switch (kind) {
    case 'comment':
      return SSE_FIELDS['sse.comment'].meaning;
    case 'data':
      if (first) return 'The data of the event.';
      return 'One more line of data; lines are joined with U+000A LINE FEED.';
    case 'event':
      if (value === '') return 'An empty event type: the event is a message event.';
      return `The event type: listeners for “${value}” are called.`;
    case 'id':
      if (value === '') return 'Resets the last event ID: a reconnecting browser sends no Last-Event-ID.';
      return `The last event ID: a reconnecting browser sends Last-Event-ID: ${value}.`;
    case 'retry':
      return `The browser waits ${value} ms before it reconnects from now on.`;
    case 'unknown-field': {
      const { message } = SSE_DIAGNOSTICS['sse/unknown-field'];
      const near = name.trim().toLowerCase();
      if (near === name || !Object.hasOwn(SSE_FIELDS['sse.field-name'].values, near)) return message;
      return `${message} Names are compared literally, so this is not ${near}.`;
    }
    default:
      return SSE_DIAGNOSTICS[`sse/${kind}`].message;
  }
}

function blankLineMeaning(frame: SseFrame): string {
  switch (frame.type) {
    case 'event': {
      const id = frame.id === undefined ? '' : ` The last event ID is now “${frame.id}”.`;
      return `Ends the block: the browser dispatches an event of type “${frame.event}”.${id}`;
    }
    case 'blank':
      return 'A line ending that ends nothing: no line came before it.';
    case 'comment':
      return 'Ends the block: it holds comments only, so nothing is dispatched.';
    default:
      return 'Ends the block: it has no data, so no event is dispatched.';
  }
}

/** Where the line ending at `at` stops: behind CR LF, LF or CR. */
function lineEndingEnd(bytes: Uint8Array, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}

function findLineEnding(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

/** The line at `from` to `to`, its ending up to `next`. Offsets of spans are moved by `shift`. */
function explainLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  next: number,
  shift: number,
  first: boolean,
): { readonly line: Span; readonly kind: LineKind } {
  const at = bytes.subarray(from, to).indexOf(COLON);
  const text = decodeUtf8(bytes.subarray(from, to));
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const kind = lineKind(bytes, from, to);
  const nameEnd = at < 0 ? to : from + at;
  const value = text.slice(name.length + valueOffset(bytes, nameEnd, to, 0));
  const children: Span[] = [];
  const meaning = lineMeaning(kind, name, value, first);
  const add = (field: SseField, start: number, end: number, shown: string, says?: string): void => {
    if (end > start) children.push(span(field, start + shift, end + shift, shown, says));
  };
  const known: Readonly<Record<string, string>> = SSE_FIELDS['sse.field-name'].values;
  const nameMeaning = Object.hasOwn(known, name) ? `${capital(known[name] as string)}.` : undefined;
  add('sse.field-name', from, nameEnd, name, nameMeaning);
  if (at >= 0) {
    const space = bytes[nameEnd + 1] === SPACE && nameEnd + 1 < to ? 1 : 0;
    const valueFrom = nameEnd + 1 + space;
    const comments = kind === 'comment';
    add(
      'sse.colon',
      nameEnd,
      nameEnd + 1,
      ':',
      comments ? 'A line that begins with a colon is a comment.' : undefined,
    );
    add('sse.space', nameEnd + 1, valueFrom, 'SP');
    if (comments) add('sse.comment', valueFrom, to, value);
    else add('sse.value', valueFrom, to, value, meaning);
  }
  add('sse.line-ending', to, next, LINE_ENDING_NAMES[decodeUtf8(bytes.subarray(to, next))] ?? '');
  return { line: { ...span('sse.line', from + shift, next + shift, text, meaning), children }, kind };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const ROOT_VALUES: Readonly<Record<SseFrame['type'], string>> = {
  event: 'event',
  comment: 'comment',
  fields: 'fields, no event',
  blank: 'blank line',
  incomplete: 'incomplete, thrown away',
};

/**
 * What each byte of a block says: lines, their names, colons, spaces, values and endings. `bytes` are the frame's own
 * bytes and `start` is where they lie in the stream. The spans tile the bytes, whatever they are.
 */
export function explainSse(bytes: Uint8Array, start: number, frame: SseFrame): Span {
  const children: Span[] = [];
  let at = 0;
  let first = true;
  if (start === 0 && hasBom(bytes, 0)) {
    children.push(span('sse.bom', 0, BOM_BYTES, 'U+FEFF'));
    at = BOM_BYTES;
  }
  while (at < bytes.length) {
    const to = findLineEnding(bytes, at);
    if (to === bytes.length) {
      children.push(span('sse.unfinished-line', at + start, to + start, decodeUtf8(bytes.subarray(at, to))));
      break;
    }
    const next = lineEndingEnd(bytes, to);
    if (to === at) {
      const ending = LINE_ENDING_NAMES[decodeUtf8(bytes.subarray(to, next))] ?? '';
      children.push(span('sse.blank-line', at + start, next + start, ending, blankLineMeaning(frame)));
    } else {
      const { line, kind } = explainLine(bytes, at, to, next, start, first);
      children.push(line);
      if (kind === 'data') first = false;
    }
    at = next;
  }
  const root = span(
    'sse.block',
    start,
    start + bytes.length,
    ROOT_VALUES[frame.type],
    blankLineMeaning(frame),
  );
  const meaning = frame.type === 'incomplete' ? SSE_DIAGNOSTICS['sse/lost-at-end'].message : root.meaning;
  return { ...root, meaning, children };
}
