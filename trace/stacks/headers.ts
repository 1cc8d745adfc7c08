import type { ContentCoding } from '../inflate.ts';
import type { Exchange } from '../model.ts';

/** How the content of an event stream is coded: as it stands, or in a way that can be undone. */
export type StreamCoding = 'identity' | ContentCoding;

const CODINGS: ReadonlyMap<string, StreamCoding> = new Map([
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
]);

/**
 * How the event stream is coded that a response carries; undefined when it carries none, or one behind another coding
 * (RFC 9110 §8.4). The Content-Type decides, parameters do not matter (HTML Standard: Processing model).
 */
export function eventStreamCoding(headers: Exchange['headers']): StreamCoding | undefined {
  const type = headerValue(headers, 'content-type')?.trim() ?? '';
  if (!/^text\/event-stream\s*(;|$)/i.test(type)) return undefined;
  return CODINGS.get(headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? '');
}

/** The value of the first header field with that name, or undefined. Names compare without case (RFC 9110 §5.1). */
export function headerValue(headers: Exchange['headers'], name: string): string | undefined {
  return headers.find((field) => field.name.toLowerCase() === name)?.value;
}
