import { NO_DIAGNOSTICS } from '../diagnostic.ts';
import type { Decoder, Pending } from '../frame.ts';
import { OPCODES, type WebSocketFrame } from './frame.ts';
import { FrameRules, type CutOff } from './rules.ts';

/*
 * RFC 6455 §5.2:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-------+-+-------------+-------------------------------+
 *   |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 *   |I|S|S|S|  (4)  |A|     (7)     |   (16 or 64 bits, if 126/127) |
 *   |N|V|V|V|       |S|             |                               |
 *   | |1|2|3|       |K|             |                               |
 *   +-+-+-+-+-------+-+-------------+-------------------------------+
 *   |  Masking-key (32 bits, if MASK)  |  Payload Data ...          |
 *   +-------------------------------------------------------------- +
 */
const MAX_HEADER_BYTES = 14;
const FIRST_GATHER_BYTES = 4_096;

/** A longer payload is counted, not kept (diagnostic `ws/payload-not-kept`). In bytes. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

export interface WebSocketDecoderOptions {
  /** Who sends the bytes: a client must mask its frames, a server must not. */
  readonly sender: 'client' | 'server';
  /** Whether permessage-deflate was negotiated, so that RSV1 has a meaning. Default false. */
  readonly deflate?: boolean;
  /** Default `MAX_PAYLOAD_BYTES`. */
  readonly maxPayloadBytes?: number;
}

/** The name of each opcode; reserved ones are named by their number. */
const TYPE_NAMES: readonly string[] = Array.from(
  { length: 16 },
  (_, opcode) =>
    Object.entries(OPCODES).find(([, code]) => code === opcode)?.[0] ?? `opcode 0x${opcode.toString(16)}`,
);

/** How many bytes the header at `at` has; its first two bytes must be there. */
function headerBytes(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1] as number;
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** In reading order. `complete` lasts only until the frame is handed out, within the same push. */
type State = 'header' | 'payload' | 'complete';

class WebSocketDecoder implements Decoder<WebSocketFrame> {
  readonly #rules: FrameRules;
  readonly #maxPayloadBytes: number;
  #state: State = 'header';
  /** Where the current chunk starts in the input. */
  #chunkStart = 0;

  /* The header, when it did not come in one chunk. */
  readonly #head = new Uint8Array(MAX_HEADER_BYTES);
  #headLength = 0;

  /* The frame being read; valid in state payload and complete. */
  #start = 0;
  #first = 0;
  #masked = false;
  #maskingKey = 0;
  #length = 0;
  #payloadStart = 0;
  #remaining = 0;
  /** The payload, when it did not come in one chunk: grows with what came, never beyond what was announced. */
  #gathered = NO_BYTES;
  #payload = NO_BYTES;

  constructor(options: WebSocketDecoderOptions) {
    this.#rules = new FrameRules({ sender: options.sender, deflate: options.deflate ?? false });
    this.#maxPayloadBytes = options.maxPayloadBytes ?? MAX_PAYLOAD_BYTES;
  }

  push(chunk: Uint8Array): WebSocketFrame[] {
    const frames: WebSocketFrame[] = [];
    let at = 0;
    while (at < chunk.length) {
      at = this.#state === 'header' ? this.#readHeader(chunk, at) : this.#readPayload(chunk, at);
      if (this.#state === 'complete') {
        frames.push(this.#finish(this.#payloadStart + this.#length));
        this.#state = 'header';
      }
    }
    this.#chunkStart += chunk.length;
    return frames;
  }

  end(): WebSocketFrame[] {
    const pending = this.pending();
    if (!pending) return [];
    const cutOff = this.#state === 'header' ? 'header' : 'payload';
    if (cutOff === 'header') {
      /* What is known of it: the first byte, and the mask and a short length when the second byte came. */
      const [first = 0, second = 0] = this.#head;
      const hasLength = this.#headLength >= 2 && (second & 0x7f) < 126;
      this.#begin(first, this.#headLength >= 2 && second >= 0x80, hasLength ? second & 0x7f : 0, 0);
      this.#payloadStart = pending.end;
    } else {
      this.#payload = this.#gathered.slice(0, this.#length - this.#remaining);
    }
    const frame = this.#finish(pending.end, cutOff);
    this.#state = 'header';
    this.#headLength = 0;
    return [frame];
  }

  pending(): Pending | undefined {
    if (this.#state === 'payload') return { state: 'payload', start: this.#start, end: this.#chunkStart };
    if (this.#headLength === 0) return undefined;
    return { state: this.#headerState(), start: this.#start, end: this.#chunkStart };
  }

  #headerState(): 'header' | 'extended payload length' | 'masking-key' {
    if (this.#headLength < 2) return 'header';
    const second = this.#head[1] as number;
    const maskBytes = second & 0x80 ? 4 : 0;
    return this.#headLength < headerBytes(this.#head, 0) - maskBytes
      ? 'extended payload length'
      : 'masking-key';
  }

  #readHeader(chunk: Uint8Array, at: number): number {
    if (this.#headLength === 0) {
      this.#start = this.#chunkStart + at;
      if (at + 2 <= chunk.length) {
        const size = headerBytes(chunk, at);
        if (at + size <= chunk.length) {
          this.#parseHeader(chunk, at, size);
          return at + size;
        }
      }
    }
    this.#head[this.#headLength++] = chunk[at] as number;
    if (this.#headLength >= 2 && this.#headLength === headerBytes(this.#head, 0)) {
      this.#parseHeader(this.#head, 0, this.#headLength);
      this.#headLength = 0;
    }
    return at + 1;
  }

  #parseHeader(bytes: Uint8Array, at: number, size: number): void {
    const second = bytes[at + 1] as number;
    const masked = second >= 0x80;
    let length = second & 0x7f;
    if (length === 126) length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    else if (length === 127) length = readUint32(bytes, at + 2) * 2 ** 32 + readUint32(bytes, at + 6);
    this.#begin(bytes[at] as number, masked, length, masked ? readUint32(bytes, at + size - 4) : 0);
    this.#payloadStart = this.#start + size;
  }

  #begin(first: number, masked: boolean, length: number, maskingKey: number): void {
    this.#first = first;
    this.#masked = masked;
    this.#length = length;
    this.#maskingKey = maskingKey;
    this.#remaining = length;
    this.#gathered = NO_BYTES;
    this.#payload = NO_BYTES;
    this.#state = length === 0 ? 'complete' : 'payload';
  }

  #readPayload(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.#remaining, chunk.length - at);
    if (this.#length <= this.#maxPayloadBytes) {
      if (taken === this.#length) this.#payload = chunk.subarray(at, at + taken);
      else this.#gather(chunk.subarray(at, at + taken));
    }
    this.#remaining -= taken;
    if (this.#remaining === 0) {
      if (this.#gathered.length > 0) this.#payload = this.#gathered;
      this.#state = 'complete';
    }
    return at + taken;
  }

  #gather(part: Uint8Array): void {
    const used = this.#length - this.#remaining;
    if (used + part.length > this.#gathered.length) {
      const wanted = Math.max(used + part.length, this.#gathered.length * 2, FIRST_GATHER_BYTES);
      const grown = new Uint8Array(Math.min(this.#length, wanted));
      grown.set(this.#gathered.subarray(0, used));
      this.#gathered = grown;
    }
    this.#gathered.set(part, used);
  }

  #finish(end: number, cutOff?: CutOff): WebSocketFrame {
    const first = this.#first;
    const opcode = first & 0x0f;
    const frame = {
      layer: 'websocket' as const,
      type: TYPE_NAMES[opcode] as string,
      start: this.#start,
      end,
      diagnostics: NO_DIAGNOSTICS,
      opcode,
      fin: first >= 0x80,
      rsv1: (first & 0x40) !== 0,
      rsv2: (first & 0x20) !== 0,
      rsv3: (first & 0x10) !== 0,
      masked: this.#masked,
      maskingKey: this.#maskingKey,
      length: this.#length,
      payloadStart: this.#payloadStart,
      payload: this.#payload,
    };
    frame.diagnostics = this.#rules.check(frame, cutOff);
    this.#payload = NO_BYTES;
    this.#gathered = NO_BYTES;
    return frame;
  }
}

/**
 * Decodes the WebSocket frames of one direction (RFC 6455 §5), from the first byte after the handshake. Bad frames come
 * with diagnostics, and decoding goes on after them: no fault but a wrong length loses the frame boundaries.
 */
export function createWebSocketDecoder(options: WebSocketDecoderOptions): Decoder<WebSocketFrame> {
  return new WebSocketDecoder(options);
}
