import type { Cancel, Clock } from '../../context.ts';
import type { Forward } from '../gate.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../../../wire/http2/frame.ts';
import type { Piece } from './reader.ts';

interface Entry {
  readonly bytes: readonly Buffer[];
  /** What goes on in order: a stream; HTTP/1.1 as a whole is one. 0: the connection itself, which waits for nothing. */
  readonly stream: number;
  /** Whether it goes on only behind all earlier ones of this kind: header blocks (RFC 7541 §2.2), and SETTINGS with them. */
  readonly isOrdered: boolean;
  readonly dueMs: number;
}

const isHttp2 = (frame: Piece['frame']): frame is Http2Frame => frame?.layer === 'http2';

/**
 * Holds pieces until they are due and lets the others pass where the protocol allows it. `dueMs` says until when a piece
 * is held: 0 for not at all, Infinity for until `open`.
 */
export class StreamQueue {
  #entries: Entry[] = [];
  #timer: Cancel | undefined;
  /** A header block whose END_HEADERS has not come: nothing may come in between (RFC 9113 §6.10). */
  #block: { readonly bytes: Buffer[]; readonly stream: number; readonly dueMs: number } | undefined;
  #hasEnd = false;
  readonly #clock: Clock;
  readonly #forward: Forward;

  constructor(clock: Clock, forward: Forward) {
    this.#clock = clock;
    this.#forward = forward;
  }

  push({ bytes, frame }: Piece, dueMs: number): void {
    if (!isHttp2(frame)) {
      this.#add({ bytes: [bytes], stream: 1, isOrdered: false, dueMs });
      return;
    }
    const { typeCode, flags, streamId } = frame;
    if (this.#block !== undefined && typeCode === FRAME_TYPES.CONTINUATION) {
      this.#block.bytes.push(bytes);
      if (flags & FLAGS.END_HEADERS) this.#endBlock();
    } else if (typeCode === FRAME_TYPES.HEADERS || typeCode === FRAME_TYPES.PUSH_PROMISE) {
      this.#block = { bytes: [bytes], stream: streamId, dueMs };
      if (flags & FLAGS.END_HEADERS) this.#endBlock();
    } else {
      this.#add({ bytes: [bytes], stream: streamId, isOrdered: typeCode === FRAME_TYPES.SETTINGS, dueMs });
    }
  }

  /** The end goes on behind everything. What nothing but `open` would let go stays, and the end with it. */
  end(): void {
    this.#hasEnd = true;
    this.#release();
  }

  open(): void {
    this.#stopTimer();
    for (const { bytes } of this.#entries.splice(0)) for (const part of bytes) this.#forward(part);
    for (const part of this.#block?.bytes ?? []) this.#forward(part);
    this.#block = undefined;
    if (this.#hasEnd) this.#forward('end');
    this.#hasEnd = false;
  }

  stop(): void {
    this.#stopTimer();
    this.#entries = [];
    this.#block = undefined;
    this.#hasEnd = false;
  }

  #endBlock(): void {
    const block = this.#block;
    this.#block = undefined;
    if (block !== undefined) this.#add({ ...block, isOrdered: true });
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#release();
  }

  #release(): void {
    this.#stopTimer();
    const now = this.#clock.now();
    const waitingStreams = new Set<number>();
    const kept: Entry[] = [];
    let isBlockWaiting = false;
    let nextMs = Infinity;
    for (const entry of this.#entries) {
      const { stream, isOrdered, dueMs } = entry;
      const isFree = dueMs <= now + 0.5 && !waitingStreams.has(stream) && !(isOrdered && isBlockWaiting);
      if (isFree) {
        for (const part of entry.bytes) this.#forward(part);
        continue;
      }
      kept.push(entry);
      if (stream !== 0) waitingStreams.add(stream);
      if (isOrdered) isBlockWaiting = true;
      if (dueMs > now + 0.5) nextMs = Math.min(nextMs, dueMs);
    }
    this.#entries = kept;
    if (nextMs < Infinity) this.#timer = this.#clock.after(nextMs - now, () => this.#release());
    if (kept.length > 0 || !this.#hasEnd) return;
    this.#hasEnd = false;
    this.#forward('end');
  }

  #stopTimer(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
