import { NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import type { Decoder, Pending } from '../frame.ts';
import { FrameChecker, type Sender } from './checks.ts';
import { reportHttp2 } from './diagnostics.ts';
import { FRAME_HEADER_BYTES, type Http2Frame } from './frame.ts';
import { frameTypeName } from './frame-types.ts';
import { CONNECTION_PREFACE } from './preface.ts';

/** Of a payload, or of junk, this many bytes are kept unless options say otherwise; the rest is counted only. */
export const DEFAULT_MAX_KEPT_PAYLOAD = 1_048_576;

/** Room for the first bytes of a payload that comes in several chunks; it grows with what really comes. */
const FIRST_KEPT_BYTES = 16_384;

export interface Http2DecoderOptions {
  /** Whose bytes these are. A client's begin with the connection preface. */
  readonly sender: Sender;
  /** SETTINGS_MAX_FRAME_SIZE of the receiver, for diagnostics only. Default 16,384. */
  readonly maxFrameSize?: number;
  /** Of a payload, or of junk, this many bytes are kept. Default 1 MiB. */
  readonly maxKeptPayload?: number;
  /** A header block that grows beyond this gets a diagnostic. Default 1 MiB. */
  readonly maxHeaderBlock?: number;
}

export interface Http2Decoder extends Decoder<Http2Frame> {
  /**
   * SETTINGS_MAX_FRAME_SIZE of the receiver changed. It binds from the sender's SETTINGS acknowledgment on
   * (RFC 9113 §6.5.3).
   */
  setMaxFrameSize(maxFrameSize: number): void;
}

/** Decodes the frames of one direction of an HTTP/2 connection. */
export function createHttp2Decoder(options: Http2DecoderOptions): Http2Decoder {
  return new FrameDecoder(options);
}

/** In reading order. `junk` is final: the client did not begin with the preface. */
type State = 'preface' | 'frame-header' | 'payload' | 'junk';

type MutableFrame = { -readonly [Key in keyof Http2Frame]: Http2Frame[Key] };

const NO_BYTES = new Uint8Array(0);

/*
 * RFC 9113 §4.1:
 *
 *   +-----------------------------------------------+
 *   |                 Length (24)                   |
 *   +---------------+---------------+---------------+
 *   |   Type (8)    |   Flags (8)   |
 *   +-+-------------+---------------+-------------------------------+
 *   |R|                 Stream Identifier (31)                      |
 *   +=+=============================================================+
 *   |                   Frame Payload (Length)                    ...
 *   +---------------------------------------------------------------+
 *
 * A frame that lies in one chunk is read where it is: its payload is a view of the chunk. Only what a chunk boundary
 * cuts is copied.
 */
class FrameDecoder implements Http2Decoder {
  readonly #checker: FrameChecker;
  readonly #maxKept: number;
  #state: State;
  /** How far the input reaches before the chunk in work. */
  #offset = 0;
  /** Where the unfinished preface, frame or junk starts. */
  #start = 0;
  /** The part of a preface or frame header that came so far. */
  readonly #head = new Uint8Array(CONNECTION_PREFACE.length);
  #headLength = 0;
  /** The kept part of a payload that comes in several chunks, and how much of it is filled. */
  #kept: Uint8Array = NO_BYTES;
  #keptLength = 0;
  /** Bytes of the payload that are still to come. */
  #missing = 0;

  constructor(options: Http2DecoderOptions) {
    const { sender, maxFrameSize, maxKeptPayload, maxHeaderBlock } = options;
    this.#checker = new FrameChecker(sender, maxHeaderBlock);
    if (maxFrameSize !== undefined) this.#checker.maxFrameSize = maxFrameSize;
    this.#maxKept = maxKeptPayload ?? DEFAULT_MAX_KEPT_PAYLOAD;
    this.#state = sender === 'client' ? 'preface' : 'frame-header';
  }

  setMaxFrameSize(maxFrameSize: number): void {
    this.#checker.maxFrameSize = maxFrameSize;
  }

  pending(): Pending | undefined {
    const idle = this.#state !== 'payload' && this.#headLength === 0;
    return idle && this.#state !== 'junk'
      ? undefined
      : { state: this.#state, start: this.#start, end: this.#offset };
  }

  push(chunk: Uint8Array): Http2Frame[] {
    const frames: Http2Frame[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'frame-header') at = this.#readHeader(chunk, at, frames);
      else if (this.#state === 'payload') at = this.#readPayload(chunk, at, frames);
      else if (this.#state === 'preface') at = this.#readPreface(chunk, at, frames);
      else at = this.#keep(chunk, at, chunk.length - at);
    }
    this.#offset += chunk.length;
    return frames;
  }

  end(): Http2Frame[] {
    const state = this.#state;
    if (this.pending() === undefined) return [];
    this.#state = 'frame-header';
    if (state === 'junk') return [this.#junk('http2/bad-preface')];
    if (state === 'payload') {
      const frame = this.#frame(this.#head, 0, this.#kept.subarray(0, this.#keptLength), this.#offset);
      this.#headLength = 0;
      frame.diagnostics = [
        ...frame.diagnostics,
        reportHttp2('http2/truncated', frame.start, frame.end, `${this.#missing} of its bytes are missing.`),
      ];
      return [frame];
    }
    this.#kept = this.#head.slice(0, this.#headLength);
    this.#keptLength = this.#headLength;
    this.#headLength = 0;
    return [this.#junk('http2/truncated')];
  }

  #readPreface(chunk: Uint8Array, from: number, frames: Http2Frame[]): number {
    let at = from;
    while (at < chunk.length && this.#headLength < CONNECTION_PREFACE.length) {
      const byte = chunk[at] as number;
      if (byte !== CONNECTION_PREFACE[this.#headLength]) {
        this.#state = 'junk';
        this.#kept = NO_BYTES;
        this.#keptLength = 0;
        this.#keep(this.#head, 0, this.#headLength);
        this.#headLength = 0;
        return at;
      }
      this.#head[this.#headLength++] = byte;
      at += 1;
    }
    if (this.#headLength === CONNECTION_PREFACE.length) {
      const payload = this.#head.slice();
      frames.push(this.#unframed('preface', payload, payload.length, NO_DIAGNOSTICS));
      this.#headLength = 0;
      this.#start = payload.length;
      this.#state = 'frame-header';
    }
    return at;
  }

  #readHeader(chunk: Uint8Array, from: number, frames: Http2Frame[]): number {
    let head = chunk;
    let headAt = from;
    let at = from + FRAME_HEADER_BYTES;
    if (this.#headLength > 0 || at > chunk.length) {
      if (this.#headLength === 0) this.#start = this.#offset + from;
      at = Math.min(from + FRAME_HEADER_BYTES - this.#headLength, chunk.length);
      for (let i = from; i < at; i++) this.#head[this.#headLength++] = chunk[i] as number;
      if (this.#headLength < FRAME_HEADER_BYTES) return at;
      head = this.#head;
      headAt = 0;
    } else this.#start = this.#offset + from;
    const length =
      ((head[headAt] as number) << 16) | ((head[headAt + 1] as number) << 8) | (head[headAt + 2] as number);
    if (at + length <= chunk.length) {
      const kept = length > this.#maxKept ? this.#maxKept : length;
      const payload = length === 0 ? NO_BYTES : chunk.subarray(at, at + kept);
      this.#headLength = 0;
      frames.push(this.#frame(head, headAt, payload, this.#offset + at + length));
      return at + length;
    }
    if (head !== this.#head) this.#head.set(head.subarray(headAt, headAt + FRAME_HEADER_BYTES));
    this.#headLength = FRAME_HEADER_BYTES;
    this.#state = 'payload';
    this.#missing = length;
    this.#kept = new Uint8Array(Math.min(length, this.#maxKept, FIRST_KEPT_BYTES));
    this.#keptLength = 0;
    return at;
  }

  #readPayload(chunk: Uint8Array, from: number, frames: Http2Frame[]): number {
    const at = this.#keep(chunk, from, Math.min(this.#missing, chunk.length - from));
    this.#missing -= at - from;
    if (this.#missing === 0) {
      this.#state = 'frame-header';
      this.#headLength = 0;
      frames.push(this.#frame(this.#head, 0, this.#kept.subarray(0, this.#keptLength), this.#offset + at));
      this.#kept = NO_BYTES;
    }
    return at;
  }

  /** Takes `count` bytes, of which no more are kept than the bound allows. Returns where it stopped. */
  #keep(chunk: Uint8Array, from: number, count: number): number {
    const room = Math.min(count, this.#maxKept - this.#keptLength);
    if (this.#keptLength + room > this.#kept.length) {
      const larger = new Uint8Array(
        Math.min(this.#maxKept, Math.max(2 * this.#kept.length, this.#keptLength + room)),
      );
      larger.set(this.#kept.subarray(0, this.#keptLength));
      this.#kept = larger;
    }
    this.#kept.set(chunk.subarray(from, from + room), this.#keptLength);
    this.#keptLength += room;
    return from + count;
  }

  /* Runs a million times a second: one object a frame, nothing else unless something is wrong. */
  #frame(head: Uint8Array, at: number, payload: Uint8Array, end: number): MutableFrame {
    const typeCode = head[at + 3] as number;
    const topByte = head[at + 5] as number;
    const frame: MutableFrame = {
      layer: 'http2',
      type: frameTypeName(typeCode),
      start: this.#start,
      end,
      diagnostics: NO_DIAGNOSTICS,
      typeCode,
      flags: head[at + 4] as number,
      streamId:
        ((topByte & 0x7f) << 24) |
        ((head[at + 6] as number) << 16) |
        ((head[at + 7] as number) << 8) |
        (head[at + 8] as number),
      length: ((head[at] as number) << 16) | ((head[at + 1] as number) << 8) | (head[at + 2] as number),
      payload,
    };
    frame.diagnostics = this.#checker.check(frame, topByte >= 0x80);
    if (frame.length > this.#maxKept && payload.length === this.#maxKept) {
      const keptEnd = frame.start + FRAME_HEADER_BYTES + this.#maxKept;
      frame.diagnostics = [...frame.diagnostics, reportHttp2('http2/payload-cut', keptEnd, end)];
    }
    return frame;
  }

  #junk(code: 'http2/bad-preface' | 'http2/truncated'): Http2Frame {
    const length = this.#offset - this.#start;
    return this.#unframed('junk', this.#kept.slice(0, this.#keptLength), length, [
      reportHttp2(code, this.#start, this.#offset),
    ]);
  }

  #unframed(
    type: 'preface' | 'junk',
    payload: Uint8Array,
    length: number,
    diagnostics: readonly Diagnostic[],
  ): Http2Frame {
    return {
      layer: 'http2',
      type,
      start: this.#start,
      end: this.#start + length,
      diagnostics,
      typeCode: -1,
      flags: 0,
      streamId: 0,
      length,
      payload,
    };
  }
}
