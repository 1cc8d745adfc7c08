import { FLAGS, FRAME_TYPES, type FrameContent } from '../frame.ts';
import { parseSettings, type Setting } from '../payload.ts';
import type { StreamActor } from '../stream-state.ts';

const NO_SETTINGS: readonly Setting[] = Object.freeze([]);
/** A peer that never acknowledges cannot make the queue grow without end; RFC 9113 §10.5 calls such floods abuse. */
const MAX_WAITING = 1_000;

/**
 * Which settings bind whom (RFC 9113 §6.5.3): an endpoint announces them, and they bind its peer from the peer's
 * acknowledgment on. Acknowledgments come in the order of the SETTINGS frames.
 */
export class SettingsExchange {
  readonly #waiting: Record<StreamActor, (readonly Setting[])[]> = { client: [], server: [] };

  /** Takes a SETTINGS frame in. Returns what binds its sender from here on: nothing unless it is an acknowledgment. */
  apply(actor: StreamActor, frame: FrameContent): readonly Setting[] {
    if (frame.typeCode !== FRAME_TYPES.SETTINGS) return NO_SETTINGS;
    const peer = actor === 'client' ? 'server' : 'client';
    if (frame.flags & FLAGS.ACK) return this.#waiting[peer].shift() ?? NO_SETTINGS;
    if (this.#waiting[actor].length < MAX_WAITING) this.#waiting[actor].push(parseSettings(frame.payload));
    return NO_SETTINGS;
  }
}
