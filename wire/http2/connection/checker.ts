import { NO_DIAGNOSTICS, type Diagnostic } from '../../diagnostic.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../frame.ts';
import { promisedStreamId, type Setting } from '../payload.ts';
import type { StreamActor } from '../stream-state.ts';
import { ConnectionState } from './connection-state.ts';
import { reportConnection, type ConnectionDiagnosticCode } from './diagnostics.ts';
import { checkHeaderList, type ListedField } from './header-list.ts';
import { MessageOrder } from './messages.ts';

/** What this needs of a decoded header block. */
export interface CheckedBlock {
  readonly fields: readonly ListedField[];
  /** The block's bytes. */
  readonly length: number;
  /** How far decoding came. Nothing is said of the list of a block that could not be decoded. */
  readonly decodedLength: number;
}

/** What is wrong with a header block. */
export interface BlockFindings {
  /** Offsets are those of the frame that began the block. */
  readonly message: readonly Diagnostic[];
  /** Offsets count from the first byte of the block: see `BlockPlaces`. */
  readonly list: readonly Diagnostic[];
}

const NO_FINDINGS: BlockFindings = { message: NO_DIAGNOSTICS, list: NO_DIAGNOSTICS };

/**
 * Holds the frames and header lists of a connection, both directions together, to what one direction alone cannot show:
 * stream states, windows and the shape of messages (RFC 9113 §5.1, §6.9, §8).
 *
 * Frames are given in the order in which an observer beside the server saw them, each with the endpoint that sent it.
 */
export class ConnectionChecker {
  readonly state = new ConnectionState();
  /** The settings that bind the sender of the last frame from that frame on; none for most frames. */
  bound: readonly Setting[] = [];
  readonly #messages = new MessageOrder();
  #found: Diagnostic[] | undefined;
  #frame: Http2Frame | undefined;
  readonly #report = (code: ConnectionDiagnosticCode, detail?: string): void => {
    const { start = 0, end = 0 } = this.#frame ?? {};
    (this.#found ??= []).push(reportConnection(code, start, end, detail));
  };

  /** What is wrong with a frame beyond what its decoder found; the shared empty list when nothing is. */
  frame(actor: StreamActor, frame: Http2Frame): readonly Diagnostic[] {
    this.#found = undefined;
    this.#frame = frame;
    this.bound = this.state.apply(actor, frame, this.#report);
    if (frame.typeCode === FRAME_TYPES.DATA) {
      this.#messages.data(actor, frame.streamId, frame, this.#report);
      if (frame.flags & FLAGS.END_STREAM) this.#forgetClosed(frame.streamId);
    } else if (frame.typeCode === FRAME_TYPES.RST_STREAM) this.#forgetClosed(frame.streamId);
    return this.#found ?? NO_DIAGNOSTICS;
  }

  /**
   * What is wrong with a message and its header list. Call it when the block is complete, after `frame` of its last frame;
   * `first` is the HEADERS or PUSH_PROMISE that began it. The shared `NO_FINDINGS` when nothing is.
   */
  headerBlock(actor: StreamActor, first: Http2Frame, block: CheckedBlock): BlockFindings {
    this.#found = undefined;
    let list = NO_DIAGNOSTICS;
    this.#frame = first;
    const isPush = first.typeCode === FRAME_TYPES.PUSH_PROMISE;
    const streamId = isPush ? promisedStreamId(first) : first.streamId;
    const kind = isPush ? 'push' : this.#messages.kindOf(actor, streamId);
    /* What was under way when the stream was reset is not looked into: its receiver only keeps the HPACK table right. */
    const isOver = !isPush && !this.#messages.knows(streamId) && this.#isClosed(streamId);
    if (block.decodedLength === block.length && !isOver) {
      this.#messages.headers(actor, streamId, kind, block.fields, first, this.#report);
      const { extendedConnect } = this.state;
      list = checkHeaderList(block.fields, kind, block.length, { extendedConnect });
    }
    if (!isPush) this.#forgetClosed(streamId);
    /* What the compiler takes for undefined, the message order may have reported. */
    const message = (this.#found as Diagnostic[] | undefined) ?? NO_DIAGNOSTICS;
    return message.length + list.length > 0 ? { message, list } : NO_FINDINGS;
  }

  #forgetClosed(streamId: number): void {
    if (this.#isClosed(streamId)) this.#messages.forget(streamId);
  }

  #isClosed(streamId: number): boolean {
    return this.state.streams.state(streamId) === 'closed';
  }
}
