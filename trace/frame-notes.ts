import type { Diagnostic } from '../wire/diagnostic.ts';
import type { WebSocketMessage } from '../wire/websocket/message.ts';
import type { BlockPart, FragmentOf } from './stacks/sink.ts';

/** Bytes of an inflated message that are kept for showing it. */
const MAX_KEPT_INFLATED_BYTES = 65_536;
/**
 * Bytes of all inflated messages and event streams together that are kept: a hundred bytes of wire can inflate to the
 * bound above. Each event of an inflated stream counts for the bytes of its row, too.
 */
export const MAX_INFLATED_BYTES_OF_TRACE = 33_554_432;
/** Frames whose diagnostics are kept. A flood of bad frames would take ten times the memory of good ones. */
export const MAX_DIAGNOSED_FRAMES = 100_000;

/** A message that was compressed on the wire. */
export interface InflatedNote {
  /** The text of a text message; empty for a binary one. */
  readonly text: string;
  /** The inflated size. */
  readonly bytes: number;
  /** The first bytes of it, up to 65,536; fewer, or none, once 32 MiB are kept in all. */
  readonly content: Uint8Array;
}

/** What is known of some frames beside their rows, by frame index. */
export class FrameNotes {
  /**
   * What the decoders found wrong. Frames without a diagnostic have no entry, nor have those behind the first
   * MAX_DIAGNOSED_FRAMES that have one: `undiagnosed` counts them.
   */
  readonly diagnostics = new Map<number, readonly Diagnostic[]>();
  undiagnosed = 0;
  /** Where each CONTINUATION frame stands in its header block. */
  readonly continuations = new Map<number, BlockPart>();
  /** What each WebSocket continuation frame is a fragment of. */
  readonly fragments = new Map<number, FragmentOf>();
  /** Messages that were compressed on the wire, by the frame that ended them. */
  readonly inflated = new Map<number, InflatedNote>();
  /** How many more inflated bytes are kept. */
  inflatedRoom = MAX_INFLATED_BYTES_OF_TRACE;

  noteDiagnostics(frame: number, diagnostics: readonly Diagnostic[]): void {
    const known = this.diagnostics.get(frame);
    if (known) this.diagnostics.set(frame, [...known, ...diagnostics]);
    else if (this.diagnostics.size < MAX_DIAGNOSED_FRAMES) this.diagnostics.set(frame, diagnostics);
    else this.undiagnosed += 1;
  }

  noteInflated(frame: number, message: WebSocketMessage): void {
    const kept = Math.max(0, Math.min(MAX_KEPT_INFLATED_BYTES, this.inflatedRoom));
    const content = message.bytes.slice(0, kept);
    this.inflatedRoom -= content.length;
    const text = (message.text ?? '').slice(0, kept);
    this.inflated.set(frame, { text, bytes: message.bytes.length, content });
  }
}
