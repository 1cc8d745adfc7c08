import type { Diagnostic } from '../diagnostic.ts';
import type { DerivedSource, Span } from '../span.ts';
import type { SpecReference } from '../spec.ts';
import { decodeLatin1 } from '../text.ts';
import { reportTls, type TlsDiagnosticCode } from './diagnostics.ts';
import { TLS_FIELDS, type TlsField } from './fields.ts';

interface SpanWords {
  readonly value?: string;
  readonly meaning?: string;
  readonly spec?: SpecReference;
  readonly children?: readonly Span[];
  readonly derived?: DerivedSource;
}

const countOf = (bytes: number): string => `${bytes} byte${bytes === 1 ? '' : 's'}`;

/** A span of the field table; its value is the byte count unless told otherwise. */
export function tlsSpan(field: TlsField, start: number, end: number, words: SpanWords = {}): Span {
  const { label, spec } = TLS_FIELDS[field];
  return { field, label, start, end, value: countOf(end - start), meaning: '', spec, ...words };
}

/**
 * Walks a structure and notes a span for each thing read, so that values and spans come from the same reading. When the
 * bytes are too few it reads zeros from there on, and `finish` reports it once.
 */
export class SpanReader {
  readonly spans: Span[] = [];
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** Added to an index to get the offset in the source. */
  readonly #base: number;
  readonly #diagnostics: Diagnostic[];
  /** A structure around this one reports the missing bytes already. */
  #isClipped = false;
  #at: number;
  /** Where bytes were missing first. */
  #shortAt: number | undefined;

  constructor(bytes: Uint8Array, at: number, end: number, base: number, diagnostics: Diagnostic[]) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
    this.#base = base;
    this.#diagnostics = diagnostics;
  }

  /** Where the next byte stands in the source. */
  get position(): number {
    return this.#base + this.#at;
  }
  get left(): number {
    return this.#end - this.#at;
  }
  get isShort(): boolean {
    return this.#shortAt !== undefined;
  }

  report(code: TlsDiagnosticCode, start: number, end = this.position): void {
    this.#diagnostics.push(reportTls(code, start, end));
  }

  #claim(size: number): number | undefined {
    if (this.isShort || size > this.left) {
      this.#shortAt ??= this.position;
      return undefined;
    }
    const at = this.#at;
    this.#at += size;
    return at;
  }

  /** A big-endian number of 1 to 3 bytes. `name` gives its words from its value. */
  number(field: TlsField, size: 1 | 2 | 3, name: (value: number) => string = String): number {
    const at = this.#claim(size);
    if (at === undefined) return 0;
    let value = 0;
    for (let index = at; index < at + size; index++) value = value * 256 + (this.#bytes[index] as number);
    this.spans.push(tlsSpan(field, this.#base + at, this.position, { value: name(value) }));
    return value;
  }

  /** The next bytes as one span; no bytes when they are missing. A run of no bytes has no span. */
  bytes(field: TlsField, size: number): Uint8Array {
    const at = this.#claim(size);
    if (at === undefined) return new Uint8Array(0);
    if (size > 0) this.spans.push(tlsSpan(field, this.#base + at, this.position));
    return this.#bytes.subarray(at, at + size);
  }

  /** The next bytes as text, one character a byte. */
  text(field: TlsField, size: number): string {
    const at = this.#claim(size);
    if (at === undefined || size === 0) return '';
    const text = decodeLatin1(this.#bytes, at, at + size);
    this.spans.push(tlsSpan(field, this.#base + at, this.position, { value: text }));
    return text;
  }

  /** A reader for the next `size` bytes, or for those that are left, which are passed over here. */
  part(size: number): SpanReader {
    const at = this.#at;
    if (size > this.left) this.#shortAt ??= this.position;
    this.#at = Math.min(at + size, this.#end);
    const part = new SpanReader(this.#bytes, at, this.#at, this.#base, this.#diagnostics);
    part.#isClipped = this.#isClipped || this.isShort;
    return part;
  }

  /** The bytes not read yet, which stay unread. */
  peek(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  /** Ends a part and takes its spans over as siblings. */
  absorb(part: SpanReader): void {
    part.finish();
    for (const span of part.spans) this.spans.push(span);
  }

  /** Ends a part and makes one span of it, with its spans as children. */
  group(field: TlsField, start: number, part: SpanReader, words: SpanWords): void {
    part.finish();
    if (start < this.position) {
      this.spans.push(tlsSpan(field, start, this.position, { ...words, children: part.spans }));
    }
  }

  /** Ends the reading: bytes left over become a span, and a length that did not fit is reported. */
  finish(): void {
    if (this.left === 0 && !this.isShort) return;
    const start = this.position;
    this.#at = this.#end;
    if (start < this.position) this.spans.push(tlsSpan('tls.rest', start, this.position));
    if (!this.#isClipped) this.report('tls/length', this.#shortAt ?? start);
  }
}
