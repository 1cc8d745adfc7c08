import { formatBytes } from '../format.ts';
import type { Span } from '../span.ts';
import { HTTP2_FIELDS, type Http2Field } from './fields.ts';
import { uint32 } from './payload.ts';

/** Who opened a stream, from its number (RFC 9113 §5.1.1). */
export function describeStream(streamId: number): string {
  if (streamId === 0) return 'The connection as a whole.';
  return streamId % 2 === 1
    ? 'A stream that the client opened: odd.'
    : 'A stream that the server opened: even.';
}

export type SpanDetails = Partial<Pick<Span, 'label' | 'meaning' | 'bits' | 'children' | 'derived' | 'spec'>>;

/** A span of a field in the table. */
export function http2Span(
  field: Http2Field,
  start: number,
  end: number,
  value: string,
  details: SpanDetails = {},
): Span {
  const { label, spec } = HTTP2_FIELDS[field];
  return { field, label, start, end, value, meaning: '', spec, ...details };
}

/** Lays spans end to end over a payload: whatever is taken, they tile. */
export class SpanWriter {
  readonly spans: Span[] = [];
  readonly #payload: Uint8Array;
  readonly #base: number;
  #at: number;

  /** `base` is where the payload starts in its source. */
  constructor(payload: Uint8Array, base: number) {
    this.#payload = payload;
    this.#base = base;
    this.#at = 0;
  }

  /** How far the spans reach, counted from the start of the payload. */
  get at(): number {
    return this.#at;
  }

  /** Where the next span starts in the source. */
  get position(): number {
    return this.#base + this.#at;
  }

  /**
   * A field of fixed size, up to `limit` in the payload. Where fewer bytes are left, they become a span that says so, and
   * the result is false.
   */
  field(
    field: Http2Field,
    size: number,
    describe: (bytes: Uint8Array, start: number) => SpanDetails & { readonly value: string },
    limit = this.#payload.length,
  ): boolean {
    const end = Math.min(this.#at + size, limit);
    const bytes = this.#payload.subarray(this.#at, end);
    if (bytes.length === size) {
      const { value, ...details } = describe(bytes, this.position);
      this.#push(http2Span(field, this.position, this.#base + end, value, details), end);
      return true;
    }
    const meaning = `Cut off: ${bytes.length} of ${size} bytes are here.`;
    this.rest(field, end, () => ({ value: '', meaning }));
    return false;
  }

  /** One reserved or exclusive bit and a 31-bit number, in four bytes. */
  bitAndNumber(
    bit: 'http2.reserved' | 'http2.exclusive',
    field: Http2Field,
    describe: (value: number) => SpanDetails & { readonly value: string },
    limit?: number,
  ): boolean {
    const start = this.position;
    let word = 0;
    const whole = this.field(
      field,
      4,
      (bytes) => {
        word = uint32(bytes, 0);
        return { ...describe(word & 0x7fff_ffff), bits: 0x7fff_ffff };
      },
      limit,
    );
    if (!whole) return false;
    const isSet = word > 0x7fff_ffff;
    const first = http2Span(bit, start, start + 4, isSet ? '1' : '0', { bits: 0x8000_0000 });
    this.spans.splice(this.spans.length - 1, 0, first);
    return true;
  }

  /** Everything up to `end`, counted from the start of the payload, as one span. Nothing when nothing is left. */
  rest(
    field: Http2Field,
    end: number,
    describe: (bytes: Uint8Array, start: number) => SpanDetails & { readonly value: string },
  ): void {
    if (end <= this.#at) return;
    const { value, ...details } = describe(this.#payload.subarray(this.#at, end), this.position);
    this.#push(http2Span(field, this.position, this.#base + end, value, details), end);
  }

  /** Whatever the frame type has no place for. */
  finish(): Span[] {
    this.rest('http2.excess', this.#payload.length, (bytes) => ({ value: formatBytes(bytes.length) }));
    return this.spans;
  }

  #push(span: Span, end: number): void {
    this.spans.push(span);
    this.#at = end;
  }
}
