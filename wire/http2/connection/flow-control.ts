import { MAX_WINDOW_SIZE } from '../settings.ts';

/** What a connection's window, and a stream's until a SETTINGS frame says otherwise, begin with (RFC 9113 §6.9.2). */
export const DEFAULT_WINDOW_SIZE = 65_535;

/** `connection` or `stream`: the window that a frame broke. */
export type WindowFault = 'connection' | 'stream';

/**
 * The flow-control windows for the DATA that one endpoint sends (RFC 9113 §6.9): what it may still send on the connection
 * and on each stream.
 *
 * A stream's window is kept as the difference to the initial size, so that a new SETTINGS_INITIAL_WINDOW_SIZE moves all
 * streams at once, below zero if need be (§6.9.2).
 */
export class SenderWindows {
  #connection = DEFAULT_WINDOW_SIZE;
  #initial = DEFAULT_WINDOW_SIZE;
  readonly #offsets = new Map<number, number>();

  /** Bytes that may still be sent on the connection; below zero only after DATA beyond the window. */
  get connection(): number {
    return this.#connection;
  }

  /** What a stream that has neither sent nor been granted anything may send. */
  get initial(): number {
    return this.#initial;
  }

  /** How far a stream's window is from the initial size. 0 for a stream nothing is known of. */
  offset(streamId: number): number {
    return this.#offsets.get(streamId) ?? 0;
  }

  /** Bytes that may still be sent on a stream, whatever the connection allows. */
  stream(streamId: number): number {
    return this.#initial + this.offset(streamId);
  }

  /**
   * A DATA frame was sent. `length` is its Length field: padding counts (§6.1). Where the stream is not live
   * (idle, or closed) it counts for the connection alone (§5.1, closed). Returns the window that was too small; an empty frame needs none.
   */
  data(streamId: number, length: number, streamIsLive: boolean): WindowFault | undefined {
    if (length === 0) return undefined;
    const beyondConnection = length > this.#connection;
    const beyondStream = streamIsLive && length > this.stream(streamId);
    this.#connection -= length;
    if (streamIsLive) this.#offsets.set(streamId, this.offset(streamId) - length);
    return beyondConnection ? 'connection' : beyondStream ? 'stream' : undefined;
  }

  /** A WINDOW_UPDATE came; stream 0 is the connection. Returns the window that grew too large (§6.9.1). */
  update(streamId: number, increment: number): WindowFault | undefined {
    if (streamId === 0) {
      this.#connection += increment;
      return this.#connection > MAX_WINDOW_SIZE ? 'connection' : undefined;
    }
    this.#offsets.set(streamId, this.offset(streamId) + increment);
    return this.stream(streamId) > MAX_WINDOW_SIZE ? 'stream' : undefined;
  }

  /** A new SETTINGS_INITIAL_WINDOW_SIZE binds. Returns a stream whose window grew too large (§6.9.2), or undefined. */
  setInitial(size: number): number | undefined {
    this.#initial = size;
    for (const [streamId, offset] of this.#offsets) {
      if (size + offset > MAX_WINDOW_SIZE) return streamId;
    }
    return undefined;
  }

  /** A stream is over: nothing is kept of it. */
  forget(streamId: number): void {
    this.#offsets.delete(streamId);
  }
}
