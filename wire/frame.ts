import type { Diagnostic } from './diagnostic.ts';

export type Layer = 'tls' | 'http1' | 'http2' | 'websocket' | 'sse';

/** What every decoder's frames have in common. A frame is the smallest unit of its protocol. */
export interface Frame {
  readonly layer: Layer;
  /** The specification's own name: `HEADERS`, `ping`, `event`, `chunk`, `request`. */
  readonly type: string;
  /** Absolute half-open range in the decoder's input, counted from its first byte. */
  readonly start: number;
  readonly end: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a decoder has read of a frame that is not complete yet. */
export interface Pending {
  /** The decoder's state, in its own words, such as `chunk-size` or `payload`. */
  readonly state: string;
  /** Where the unfinished frame starts, and how far the input reaches. */
  readonly start: number;
  readonly end: number;
}

/** The shape of every incremental decoder: bytes in, frames out; nothing is thrown for bad bytes. */
export interface Decoder<F extends Frame> {
  /** Takes the next bytes of one direction and returns the frames they complete. An empty chunk returns none. */
  push(chunk: Uint8Array): F[];
  /** The input has ended: returns what is left, with a diagnostic where a frame was cut off. */
  end(): F[];
  /** The frame that is being read, or `undefined` between two frames. */
  pending(): Pending | undefined;
}
