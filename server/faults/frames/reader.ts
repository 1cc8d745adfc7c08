import type { Direction } from '../../../contract/direction.ts';
import type { Decoder } from '../../../wire/frame.ts';
import { createHttp1Decoder, type Http1Decoder } from '../../../wire/http1/decoder.ts';
import type { Http1Frame } from '../../../wire/http1/frame.ts';
import { createHttp2Decoder } from '../../../wire/http2/decoder.ts';
import { FRAME_TYPES, payloadStart, type Http2Frame } from '../../../wire/http2/frame.ts';
import { unpaddedRange } from '../../../wire/http2/payload.ts';
import { createWebSocketDecoder } from '../../../wire/websocket/decoder.ts';
import type { WebSocketFrame } from '../../../wire/websocket/frame.ts';

/** A longer frame is not waited for: its bytes pass as they come. */
export const MAX_FRAME_BYTES = 65_536;

export type WireFrame = Http1Frame | Http2Frame | WebSocketFrame;

/** Bytes of one direction that go on together. The pieces of a direction tile it. */
export interface Piece {
  readonly bytes: Buffer;
  /** Where they begin in that direction. */
  readonly start: number;
  /** What they are, when they are one whole frame. */
  readonly frame: WireFrame | undefined;
  readonly part: 'head' | 'body' | 'other';
}

/** Content of a response body: `start` is where it lies in its direction, `body` which one it is of. */
export interface BodyBytes {
  readonly body: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

interface Lane {
  decoder: Decoder<WireFrame>;
  /** Where the decoder's input begins in the direction. */
  base: number;
  /** Bytes that were pushed and are in no piece yet, and where they begin. */
  held: Buffer;
  at: number;
}

const NOTHING = Buffer.alloc(0);

/** Finds the outermost frames of a connection in both directions, while they pass. */
export interface FrameReader {
  /** The pieces that these bytes complete, and the response content in them. */
  push(direction: Direction, bytes: Uint8Array): { pieces: Piece[]; bodies: BodyBytes[] };
  /** What waits for the rest of its frame does so no longer. Undefined when nothing waits. */
  release(direction: Direction): Piece | undefined;
}

abstract class LaneReader implements FrameReader {
  protected abstract readonly lanes: Readonly<Record<Direction, Lane>>;
  /** Pieces for what the decoder found; adds to `bodies`. */
  abstract push(direction: Direction, bytes: Uint8Array): { pieces: Piece[]; bodies: BodyBytes[] };

  release(direction: Direction): Piece | undefined {
    return this.takeRest(this.lanes[direction], 'other').next().value ?? undefined;
  }

  protected hold(lane: Lane, bytes: Uint8Array): void {
    lane.held = lane.held.length === 0 ? Buffer.from(bytes) : Buffer.concat([lane.held, bytes]);
  }

  /** The bytes up to the end of `frame` as a piece. Nothing when they have all gone on. */
  protected *take(lane: Lane, frame: WireFrame): Generator<Piece, void, undefined> {
    const start = lane.at;
    const end = lane.base + frame.end;
    if (end <= start) return;
    const bytes = lane.held.subarray(0, end - start);
    lane.held = lane.held.subarray(end - start);
    lane.at = end;
    const isWhole = lane.base + frame.start === start && bytes.length <= MAX_FRAME_BYTES;
    yield { bytes, start, frame: isWhole ? frame : undefined, part: partOf(frame) };
  }

  /** Everything that waits, when it is not to wait for the end of a frame. */
  protected *takeRest(lane: Lane, part: Piece['part']): Generator<Piece, void, undefined> {
    if (lane.held.length === 0) return;
    const start = lane.at;
    const bytes = lane.held;
    lane.at += bytes.length;
    lane.held = NOTHING;
    yield { bytes, start, frame: undefined, part };
  }
}

function partOf(frame: WireFrame): Piece['part'] {
  if (frame.layer === 'http2') {
    const { typeCode } = frame;
    if (typeCode === FRAME_TYPES.DATA) return 'body';
    return typeCode === FRAME_TYPES.HEADERS || typeCode === FRAME_TYPES.CONTINUATION ? 'head' : 'other';
  }
  if (frame.layer === 'websocket' || frame.type === 'junk') return 'other';
  return frame.type === 'request' || frame.type === 'response' || frame.type === 'interim' ? 'head' : 'body';
}

class Http2Reader extends LaneReader {
  protected readonly lanes = {
    'client-to-server': laneOf(createHttp2Decoder({ sender: 'client' })),
    'server-to-client': laneOf(createHttp2Decoder({ sender: 'server' })),
  };

  push(direction: Direction, bytes: Uint8Array): { pieces: Piece[]; bodies: BodyBytes[] } {
    const lane = this.lanes[direction];
    this.hold(lane, bytes);
    const pieces: Piece[] = [];
    const bodies: BodyBytes[] = [];
    for (const frame of (lane.decoder as Decoder<Http2Frame>).push(bytes)) {
      pieces.push(...this.take(lane, frame));
      if (direction === 'client-to-server' || frame.typeCode !== FRAME_TYPES.DATA) continue;
      const { start, end } = unpaddedRange(frame);
      bodies.push({
        body: frame.streamId,
        start: payloadStart(frame) + start,
        bytes: frame.payload.subarray(start, end),
      });
    }
    if (lane.decoder.pending()?.state === 'junk' || lane.held.length > MAX_FRAME_BYTES) {
      pieces.push(...this.takeRest(lane, 'other'));
    }
    return { pieces, bodies };
  }
}

/** HTTP/1.1, and WebSocket behind an upgrade to it. */
class Http1Reader extends LaneReader {
  readonly #methods = new Map<number, string>();
  readonly #requests = createHttp1Decoder({ role: 'request' });
  readonly #responses = createHttp1Decoder({
    role: 'response',
    requestMethod: (message) => this.#methods.get(message),
  });
  protected readonly lanes: Readonly<Record<Direction, Lane>> = {
    'client-to-server': laneOf(this.#requests),
    'server-to-client': laneOf(this.#responses),
  };
  #isWebSocket = false;

  push(direction: Direction, bytes: Uint8Array): { pieces: Piece[]; bodies: BodyBytes[] } {
    const lane = this.lanes[direction];
    this.hold(lane, bytes);
    const pieces: Piece[] = [];
    for (const frame of lane.decoder.push(bytes)) {
      pieces.push(...this.take(lane, frame));
      if (frame.layer === 'http1') this.#note(frame);
    }
    const http1 = direction === 'client-to-server' ? this.#requests : this.#responses;
    const bodies =
      lane.decoder === http1
        ? http1.takeBody().map(({ message, ...slice }) => ({ body: message, ...slice }))
        : [];
    if (this.#isWebSocket && lane.decoder === http1) pieces.push(...this.#switchLane(direction, http1));
    const state = lane.decoder.pending()?.state;
    const isOpaque =
      lane.decoder === http1 &&
      (http1.upgraded || state === 'body' || state === 'until-close' || state === 'junk');
    if (isOpaque)
      pieces.push(...this.takeRest(lane, state === 'body' || state === 'until-close' ? 'body' : 'other'));
    else if (lane.held.length > MAX_FRAME_BYTES) {
      pieces.push(...this.takeRest(lane, state?.startsWith('chunk') === true ? 'body' : 'other'));
    }
    return { pieces, bodies };
  }

  #note(frame: Http1Frame): void {
    if (frame.type === 'request') this.#methods.set(frame.message, frame.method);
    if (frame.type !== 'response') return;
    this.#methods.delete(frame.message);
    if (frame.status !== 101) return;
    this.#requests.upgrade();
    this.#isWebSocket = frame.headers.some(
      ({ name, value }) => name.toLowerCase() === 'upgrade' && value.toLowerCase() === 'websocket',
    );
  }

  /** From HTTP to WebSocket frames (RFC 6455 §4.1), with what has come of them already. */
  *#switchLane(direction: Direction, http1: Http1Decoder): Generator<Piece, void, undefined> {
    if (!http1.upgraded) return;
    const lane = this.lanes[direction];
    const rest = http1.takeRest();
    lane.base = rest.start;
    lane.decoder = createWebSocketDecoder({
      sender: direction === 'client-to-server' ? 'client' : 'server',
      // Whether RSV1 is allowed is not asked here.
      deflate: true,
    });
    for (const frame of lane.decoder.push(rest.bytes)) yield* this.take(lane, frame);
  }
}

function laneOf(decoder: Decoder<WireFrame>): Lane {
  return { decoder, base: 0, held: NOTHING, at: 0 };
}

export function createFrameReader(protocol: 'http1' | 'http2'): FrameReader {
  return protocol === 'http2' ? new Http2Reader() : new Http1Reader();
}
