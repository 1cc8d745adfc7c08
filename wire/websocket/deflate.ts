import { joinBytes } from '../bytes.ts';
import type { WebSocketDiagnosticCode } from './diagnostics.ts';
import type { DeflateAgreement } from './extensions.ts';

/**
 * Starts a raw DEFLATE stream (RFC 1951), with the bytes of `dictionary` as if they had come out of it before. The
 * function it gives inflates the next piece, keeps the window for the one after it, and throws for bad data, or
 * InflateLimitError when the piece inflates to more than `limit` bytes. It gives nothing once a block had BFINAL set.
 * It is injected, so that this folder depends on no library.
 */
export type CreateInflate = (
  dictionary?: Uint8Array,
) => (compressed: Uint8Array, limit: number) => Uint8Array;

/** A piece inflates to more bytes than was allowed. Known by its name, so that every host may bring its own class. */
export class InflateLimitError extends Error {
  override readonly name = 'InflateLimitError';
}

/** A message is inflated up to this many bytes: a few kilobytes can ask for gigabytes. */
export const MAX_INFLATED_BYTES = 64 * 1024 * 1024;

/**
 * Compressed bytes handed on at a time. DEFLATE makes at most 1,032 bytes of one, so a stream that only looks at its limit
 * when a piece is done goes over it by about four megabytes at most.
 */
const PIECE_BYTES = 4_096;

/** What the sender left out at the end of every message (RFC 7692 §7.2.1). */
const MESSAGE_TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** How far back DEFLATE can point, in bytes (RFC 1951 §2). */
const WINDOW_BYTES = 32_768;

/** The last messages of a stream, as many as the window can reach. */
class Window {
  readonly #messages: Uint8Array[] = [];
  #size = 0;

  add(message: Uint8Array): void {
    /* A copy of what can be reached, so that a long message is not held. */
    const kept = message.length > WINDOW_BYTES ? message.slice(-WINDOW_BYTES) : message;
    this.#messages.push(kept);
    this.#size += kept.length;
    for (;;) {
      const oldest = this.#messages[0]?.length ?? this.#size;
      if (this.#size - oldest < WINDOW_BYTES) return;
      this.#messages.shift();
      this.#size -= oldest;
    }
  }

  bytes(): Uint8Array {
    return joinBytes(this.#messages).subarray(-WINDOW_BYTES);
  }
}

export interface InflateOutcome {
  /** Empty when there is a problem. */
  readonly bytes: Uint8Array;
  readonly problem: Extract<WebSocketDiagnosticCode, `ws/inflate-${string}`> | undefined;
}

export interface MessageInflater {
  /** Inflates the joined, unmasked payload of one message. */
  inflate(compressed: Uint8Array): InflateOutcome;
  /** A message was missed: with context takeover, those after it cannot be read. */
  lose(): void;
}

export interface InflaterOptions {
  /** Whether each message starts with an empty window (RFC 7692 §7.1.1). */
  readonly noContextTakeover: boolean;
  /** Default MAX_INFLATED_BYTES. */
  readonly maxMessageBytes?: number;
}

/** The part of an agreement that concerns what one side sends. */
export function inflaterOptions(agreement: DeflateAgreement, sender: 'client' | 'server'): InflaterOptions {
  return {
    noContextTakeover:
      sender === 'client' ? agreement.clientNoContextTakeover : agreement.serverNoContextTakeover,
  };
}

/** Inflates the messages of one direction (RFC 7692 §7.2.2). Bad data is an outcome, never an exception. */
export function createMessageInflater(
  createInflate: CreateInflate,
  options: InflaterOptions,
): MessageInflater {
  const { noContextTakeover, maxMessageBytes = MAX_INFLATED_BYTES } = options;
  const nothing = new Uint8Array(0);
  let stream: ReturnType<CreateInflate> | undefined;
  let window = new Window();
  let isLost = false;

  const forget = (): void => {
    stream = undefined;
    window = new Window();
  };
  const lose = (): void => {
    isLost = !noContextTakeover;
    forget();
  };
  const readPieces = (from: ReturnType<CreateInflate>, compressed: Uint8Array): Uint8Array => {
    const pieces: Uint8Array[] = [];
    let left = maxMessageBytes;
    for (let at = 0; at < compressed.length; at += PIECE_BYTES) {
      const piece = from(compressed.subarray(at, at + PIECE_BYTES), left);
      left -= piece.length;
      pieces.push(piece);
    }
    return joinBytes(pieces);
  };
  const read = (compressed: Uint8Array): Uint8Array => {
    const whole = joinBytes([compressed, MESSAGE_TAIL]);
    stream ??= createInflate();
    const bytes = readPieces(stream, whole);
    if (bytes.length > 0) return bytes;
    /* An empty message, or the message before ended with BFINAL (RFC 7692 §7.2.3.4): then a new stream reads it. */
    stream = createInflate(window.bytes());
    return readPieces(stream, whole);
  };
  const inflate = (compressed: Uint8Array): InflateOutcome => {
    if (isLost) return { bytes: nothing, problem: 'ws/inflate-context-lost' };
    if (noContextTakeover) forget();
    try {
      const bytes = read(compressed);
      window.add(bytes);
      return { bytes, problem: undefined };
    } catch (error) {
      lose();
      const isTooBig = error instanceof Error && error.name === 'InflateLimitError';
      return { bytes: nothing, problem: isTooBig ? 'ws/inflate-too-big' : 'ws/inflate-failed' };
    }
  };
  return { inflate, lose };
}
