import type { SpecReference } from './spec.ts';

/** One row of a protocol's field table: decoder names, inspector labels and the glossary all read it. */
export interface FieldDefinition {
  /** The specification's own spelling, such as `Masking-key` or `Stream Identifier`. */
  readonly label: string;
  readonly spec: SpecReference;
  /** One sentence for someone who has not met it before. */
  readonly meaning: string;
  /** Names of known values, where the field has a registry. */
  readonly values?: Readonly<Record<number | string, string>>;
}

export type FieldTable = Readonly<Record<string, FieldDefinition>>;

/** A byte source made from a range of another: unmasked, inflated, de-chunked, Huffman-decoded. */
export interface DerivedSource {
  readonly kind: 'unmasked' | 'inflated' | 'dechunked' | 'unpadded' | 'huffman-decoded' | 'text';
  readonly bytes: Uint8Array;
  /** Spans over `bytes`; offsets count from its first byte. Empty when nothing more is known. */
  readonly spans: readonly Span[];
}

/** A byte range with a meaning. Siblings tile their parent: no gap, no overlap, unless `bits` splits bytes further. */
export interface Span {
  /** The field's id in its protocol's table, such as `websocket.masking-key`. */
  readonly field: string;
  readonly label: string;
  /** Absolute half-open byte range. */
  readonly start: number;
  readonly end: number;
  /** For fields smaller than a byte or not byte-aligned: which bits of the range, 1 = belongs to the field, big-endian. */
  readonly bits?: number;
  /** The value as a person would write it: `0x1`, `text`, `65,535`. */
  readonly value: string;
  /** What the value says here, in one sentence. Empty when label and value say it all. */
  readonly meaning: string;
  readonly spec: SpecReference;
  readonly children?: readonly Span[];
  readonly derived?: DerivedSource;
}
