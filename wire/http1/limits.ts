export interface Http1Limits {
  /** Bytes of a head, empty lines before it included. */
  readonly headBytes: number;
  /** Bytes of a chunk's first line, with its line ending. */
  readonly chunkLineBytes: number;
  /** Bytes of a last chunk, its trailer section included. */
  readonly trailerBytes: number;
}

/** Far above what servers accept by default (16 KiB of head in Node). Past them decoding stops. */
export const HTTP1_LIMITS: Http1Limits = { headBytes: 262_144, chunkLineBytes: 16_384, trailerBytes: 65_536 };
