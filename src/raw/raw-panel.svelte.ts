import type { ClientOriginId } from '../../contract/origin.ts';
import { DEFAULT_RAW_READ_MS, type RawCarrier } from '../../contract/raw.ts';
import { readBytes, writeBytes, type Notation } from './notation.ts';
import { RAW_TEMPLATES, type RawTemplate } from './templates.ts';

/** What the raw form holds. Kept while the page lives, so that closing the sheet loses nothing that was written. */
class RawPanel {
  template = $state<string>('');
  origin = $state<ClientOriginId>('http1');
  carrier = $state<RawCarrier>('tcp');
  notation = $state<Notation>('text');
  text = $state('');
  readMs = $state(DEFAULT_RAW_READ_MS);

  /** The bytes of a template take the place of what was written, and go where they make sense. */
  use({ id, origin, carrier, bytes }: RawTemplate, hostOf: (origin: ClientOriginId) => string): void {
    this.template = id;
    this.origin = origin;
    this.carrier = carrier;
    this.text = writeBytes(bytes(hostOf(origin)), this.notation);
  }

  /** The same bytes in the other notation. What cannot be read stays as it is, in the notation it was written in. */
  writeIn(notation: Notation): void {
    const written = readBytes(this.text, this.notation);
    if (!written.ok) return;
    this.text = writeBytes(written.bytes, notation);
    this.notation = notation;
  }

  /** Undefined before any template was used. */
  get explain(): string | undefined {
    return RAW_TEMPLATES.find(({ id }) => id === this.template)?.explain;
  }
}

export const rawPanel = new RawPanel();
