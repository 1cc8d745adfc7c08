import type { Frame } from '../frame.ts';

/**
 * A block of an event stream: the lines up to and including a blank line.
 * - `event`: has data, so an event is dispatched.
 * - `comment`: nothing but comment lines, which many servers send as heartbeats.
 * - `fields`: has fields but no data, so nothing is dispatched; `retry` and `id` still count.
 * - `blank`: a line ending that ends nothing: of a blank line between blocks, or a LF whose CR completed a block before.
 * - `incomplete`: the stream ended inside the block, so the browser throws it away.
 */
export interface SseFrame extends Frame {
  readonly layer: 'sse';
  readonly type: 'event' | 'comment' | 'fields' | 'blank' | 'incomplete';
  /** The event type the listener is called with: `message` unless an `event` field says otherwise. */
  readonly event: string;
  /** The data lines joined with U+000A. Empty when there are none. */
  readonly data: string;
  /** The `id` field of this block, or `undefined` when it has none. */
  readonly id: string | undefined;
  /** The last event ID after this block: what a reconnecting browser would send. */
  readonly lastEventId: string;
  /** A valid `retry` field in milliseconds, or `undefined`. */
  readonly retry: number | undefined;
  /** The text of comment lines, joined with U+000A. */
  readonly comment: string;
}
