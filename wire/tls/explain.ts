import type { Span } from '../span.ts';
import { readClientHello } from './read-client-hello.ts';

/**
 * The span tree of the records of a ClientHello. `start` is where the bytes stand in their source. When the message goes
 * over several records, it is a derived source of the last fragment. No bytes give a root without children.
 */
export function explainClientHello(bytes: Uint8Array, start: number): Span {
  return readClientHello(bytes, start).root;
}
