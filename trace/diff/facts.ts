import { contentOfRow } from '../bodies.ts';
import { frameJson, type FrameJson } from '../export/frame-json.ts';
import type { Trace } from '../trace.ts';

/** What is compared of a frame, and nothing that two runs never share: no times, offsets, connection or stream numbers. */
export interface FrameFacts {
  /** Frames of another kind are never compared. */
  readonly kind: string;
  readonly summary: string;
  readonly length: number;
  readonly flags: number;
  readonly headers: FrameJson['headers'];
  /** Event data, message text, content. */
  readonly content: string;
  readonly diagnostics: string;
}

/**
 * Fields that differ between any two runs: when the message was made, the nonce of a WebSocket handshake and its answer
 * (RFC 6455 §1.3), and the names that a lab's free ports are part of.
 */
const PASSING_FIELDS: ReadonlySet<string> = new Set([
  'date',
  'sec-websocket-key',
  'sec-websocket-accept',
  ':authority',
  'host',
  'origin',
  'referer',
  'timing-allow-origin',
  'access-control-allow-origin',
]);

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit FNV-1a hash and the length: enough to tell that two contents differ, and small. */
function fingerprint(bytes: Uint8Array): string {
  let hash = FNV_OFFSET;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return `${bytes.length} ${(hash >>> 0).toString(16)}`;
}

/** Content that an inner layer shows (events, messages) is compared there, not once more in the frames around it. */
function contentOf(trace: Trace, row: number, { data, text }: FrameJson): string {
  const inner = data ?? text;
  if (inner !== undefined) return inner;
  const exchange = trace.exchanges[trace.frames.exchange(row) - 1];
  const isInside = exchange !== undefined && exchange.carries !== 'body';
  const content = isInside ? undefined : contentOfRow(trace, row);
  return content === undefined ? '' : fingerprint(content);
}

/** What is compared of one frame. Throws RangeError outside the table. */
export function factsOf(trace: Trace, row: number): FrameFacts {
  const json = frameJson(trace, row);
  return {
    kind: `${json.layer} ${json.type}`,
    summary: json.summary,
    length: json.length,
    flags: json.flags ?? 0,
    headers: json.headers?.filter(({ name }) => !PASSING_FIELDS.has(name.toLowerCase())),
    content: contentOf(trace, row, json),
    diagnostics: (json.diagnostics ?? []).map(({ code }) => code).join(', '),
  };
}

const change = (what: string, a: string | number, b: string | number): string[] =>
  a === b ? [] : [`${what} ${a === '' ? 'none' : a} → ${b === '' ? 'none' : b}`];

function byName(headers: FrameFacts['headers']): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, value } of headers ?? []) {
    const key = name.toLowerCase();
    const before = found.get(key);
    found.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return found;
}

function headerChanges(a: FrameFacts['headers'], b: FrameFacts['headers']): string[] {
  const fieldsA = byName(a);
  const fieldsB = byName(b);
  return [...new Set([...fieldsA.keys(), ...fieldsB.keys()])].flatMap((name) =>
    change(`${name}:`, fieldsA.get(name) ?? '(not sent)', fieldsB.get(name) ?? '(not sent)'),
  );
}

/** How two frames of one kind differ, for people; empty when they say the same. */
export function differences(a: FrameFacts, b: FrameFacts): string[] {
  const found = [
    ...change('summary', a.summary, b.summary),
    ...change('length', a.length, b.length),
    ...change('flags', `0x${a.flags.toString(16)}`, `0x${b.flags.toString(16)}`),
    ...headerChanges(a.headers, b.headers),
    ...change('diagnostics', a.diagnostics, b.diagnostics),
  ];
  const onlyContent = a.content !== b.content && a.summary === b.summary;
  return onlyContent ? [...found, 'content differs'] : found;
}
