import type { Exchange } from '../model.ts';

/**
 * Whether a response carries an event stream that can be read as it stands: the Content-Type says so, parameters do not
 * matter (HTML Standard: Processing model), and no content coding hides it (RFC 9110 §8.4).
 */
export function isEventStream(headers: Exchange['headers']): boolean {
  const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  const type = headerValue(headers, 'content-type')?.trim() ?? '';
  return coding === 'identity' && /^text\/event-stream\s*(;|$)/i.test(type);
}

/** The value of the first header field with that name, or undefined. Names compare without case (RFC 9110 §5.1). */
export function headerValue(headers: Exchange['headers'], name: string): string | undefined {
  return headers.find((field) => field.name.toLowerCase() === name)?.value;
}
