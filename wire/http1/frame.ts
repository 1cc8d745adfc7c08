import type { Frame } from '../frame.ts';

/** A header field as it stands in the head: name in the sender's spelling, value without the white space around it. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** How the body of a message is framed (RFC 9112 §6.3). */
export type BodyFraming = 'none' | 'content-length' | 'chunked' | 'until-close' | 'upgrade';

interface Http1FrameBase extends Frame {
  readonly layer: 'http1';
  /** Which message of this direction the frame belongs to, counted from 0; interim responses belong to their final one. */
  readonly message: number;
}

export interface RequestHead extends Http1FrameBase {
  readonly type: 'request';
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly HeaderField[];
  readonly framing: BodyFraming;
  /** The Content-Length in bytes, when `framing` is `content-length`. */
  readonly contentLength?: number;
}

export interface ResponseHead extends Http1FrameBase {
  /** `interim` is a 1xx response other than 101 (RFC 9110 §15.2): a final response to the same request follows. */
  readonly type: 'response' | 'interim';
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderField[];
  readonly framing: BodyFraming;
  readonly contentLength?: number;
}

/** One chunk of a chunked body: size line, data, CRLF. `last-chunk` has size 0 and carries the trailer section. */
export interface Chunk extends Http1FrameBase {
  readonly type: 'chunk' | 'last-chunk';
  /** The chunk-size in bytes. */
  readonly size: number;
  /** Where the chunk-data starts and ends in the decoder's input. */
  readonly dataStart: number;
  readonly dataEnd: number;
  /** The chunk extensions without the first `;`. Empty when there are none. */
  readonly extensions: string;
  /** The trailer section of a `last-chunk`; empty otherwise. */
  readonly trailers: readonly HeaderField[];
}

/**
 * A body framed by Content-Length or by the end of the connection, as one frame. Also what is left of a chunked body that
 * was cut between two chunks: with `http1/chunked-body-cut`, and without bytes when none came.
 */
export interface Body extends Http1FrameBase {
  readonly type: 'body';
}

/** Bytes that are no HTTP/1.1 message: everything after a fatal diagnostic. */
export interface Junk extends Http1FrameBase {
  readonly type: 'junk';
}

export type Http1Frame = RequestHead | ResponseHead | Chunk | Body | Junk;

/** Body bytes in the order they came, before their frame is complete: what a browser would hand on at once. */
export interface BodySlice {
  readonly message: number;
  /** Where the slice starts in the decoder's input; its bytes are contiguous there. */
  readonly start: number;
  readonly bytes: Uint8Array;
}
