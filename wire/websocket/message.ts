import { joinBytes } from '../bytes.ts';
import { NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import { decodeUtf8, isUtf8 } from '../text.ts';
import type { MessageInflater } from './deflate.ts';
import { reportWebSocket, type WS_MESSAGE_DIAGNOSTICS } from './diagnostics.ts';
import { OPCODES, type WebSocketFrame } from './frame.ts';
import { plainPayload } from './mask.ts';

/** Payload bytes of one message that are kept; a longer message is counted only (`ws/message-not-kept`). */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Frames of one message that are kept, so that a flood of empty fragments ends somewhere. */
export const MAX_MESSAGE_FRAMES = 100_000;

type Problem = keyof typeof WS_MESSAGE_DIAGNOSTICS;
const NO_BYTES = new Uint8Array(0);

/** A text or binary message, whole (RFC 6455 §5.4). */
export interface WebSocketMessage {
  readonly type: 'text' | 'binary';
  /** The frames it came in, in order. They need not be neighbours: control frames may stand between. */
  readonly frames: readonly WebSocketFrame[];
  /** Joined, unmasked and inflated. Empty when it could not be read; then a diagnostic says why. */
  readonly bytes: Uint8Array;
  /** For text: the bytes as text, U+FFFD where they are not UTF-8. */
  readonly text: string | undefined;
  /** For a compressed message: the payload bytes on the wire. */
  readonly compressedLength: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface MessageJoiner {
  /** Takes the next frame of the direction; gives a message when the frame ends one, else an empty list. */
  push(frame: WebSocketFrame): WebSocketMessage[];
}

export interface MessageJoinerOptions {
  /** Given when permessage-deflate is in use: then RSV1 marks compressed messages. */
  readonly deflate?: MessageInflater;
  /** Default MAX_MESSAGE_BYTES. */
  readonly maxMessageBytes?: number;
}

/** The message being joined. */
interface Draft {
  readonly first: WebSocketFrame;
  frames: WebSocketFrame[];
  /** Payload bytes so far. */
  length: number;
  isKept: boolean;
}

/**
 * Joins the frames of one direction to messages. Control and reserved frames are passed over, and a fragment without a
 * start too; a message that is never ended is dropped. The decoder's diagnostics tell of both. A message over a bound is
 * counted only: its `frames` hold the first one.
 */
export function createMessageJoiner(options: MessageJoinerOptions = {}): MessageJoiner {
  const { deflate, maxMessageBytes = MAX_MESSAGE_BYTES } = options;
  let draft: Draft | undefined;

  const add = (to: Draft, frame: WebSocketFrame): void => {
    to.length += frame.length;
    to.isKept &&=
      frame.payload.length === frame.length &&
      to.length <= maxMessageBytes &&
      to.frames.length < MAX_MESSAGE_FRAMES;
    if (to.isKept) to.frames.push(frame);
    else to.frames = [to.first];
  };

  const read = (
    whole: Draft,
    isCompressed: boolean,
  ): Pick<WebSocketMessage, 'bytes'> & { problem?: Problem } => {
    if (!whole.isKept) {
      if (isCompressed) deflate?.lose();
      return { bytes: NO_BYTES, problem: 'ws/message-not-kept' };
    }
    const bytes = joinBytes(whole.frames.map(plainPayload));
    if (!deflate || !isCompressed) return { bytes };
    const outcome = deflate.inflate(bytes);
    if (outcome.problem) return { bytes: NO_BYTES, problem: outcome.problem };
    const isBadText = whole.first.opcode === OPCODES.text && !isUtf8(outcome.bytes);
    return { bytes: outcome.bytes, ...(isBadText && { problem: 'ws/message-utf8' }) };
  };

  const finish = (whole: Draft, end: number): WebSocketMessage => {
    const { first, frames, length } = whole;
    const isCompressed = first.rsv1 && deflate !== undefined;
    const { bytes, problem } = read(whole, isCompressed);
    const isText = first.opcode === OPCODES.text;
    return {
      type: isText ? 'text' : 'binary',
      frames,
      bytes,
      text: isText ? decodeUtf8(bytes) : undefined,
      compressedLength: isCompressed ? length : undefined,
      diagnostics: problem ? [reportWebSocket(problem, first.start, end)] : NO_DIAGNOSTICS,
    };
  };

  return {
    push(frame) {
      if (frame.opcode > OPCODES.binary) return [];
      if (frame.opcode !== OPCODES.continuation) {
        draft = { first: frame, frames: [], length: 0, isKept: true };
      }
      if (!draft) return [];
      add(draft, frame);
      if (!frame.fin) return [];
      const message = finish(draft, frame.end);
      draft = undefined;
      return [message];
    },
  };
}
