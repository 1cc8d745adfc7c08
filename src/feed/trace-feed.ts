import { decodeRecords } from '../../contract/codec.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import { Trace } from '../../trace/trace.ts';

/** How long, in milliseconds, the lab must be silent before a replay without a newer record counts as complete. */
const REPLAY_SILENCE_MS = 1_000;
/* Looking at the clock costs more than most records do. */
const RECORDS_PER_LOOK = 32;

/**
 * Turns batches of records into the trace that is shown. When the page comes back to the lab, the lab sends the whole
 * kept recording again: a second trace is built from it out of sight and takes the place of the first once it has
 * caught up, so that nothing already shown goes away.
 */
export class TraceFeed {
  /** The trace that is shown. */
  trace = new Trace();
  #next: Trace | undefined;
  #swapAt = 0;
  #same = false;
  #lastBatchAt = 0;
  #queue: CaptureRecord[] = [];
  #at = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Records that came and are not in the trace yet. */
  get waiting(): number {
    return this.#queue.length - this.#at;
  }

  /** Whether a replay is being taken in out of sight. */
  get catchingUp(): boolean {
    return this.#next !== undefined;
  }

  /** The lab will send the recording from its start. `same`: it is the one shown, so the new trace must reach as far. */
  replay(same: boolean): void {
    this.#next = new Trace();
    this.#same = same;
    this.#swapAt = same ? this.trace.lastT : 0;
    this.#lastBatchAt = this.#now();
    this.#queue = [];
    this.#at = 0;
  }

  /** Drops what is shown at once: a new recording began. */
  drop(): void {
    this.trace = new Trace();
    this.#next = undefined;
    this.#queue = [];
    this.#at = 0;
  }

  /** Takes in one batch. Throws RecordingError when it is damaged; the records before the damage are kept. */
  push(batch: Uint8Array): void {
    this.#lastBatchAt = this.#now();
    for (const record of decodeRecords(batch)) this.#queue.push(record);
  }

  /**
   * Applies waiting records for at most `budgetMs`. Says what changed of the trace that is shown: `nothing`, its
   * `content`, or the `trace` itself.
   */
  step(budgetMs: number): 'nothing' | 'content' | 'trace' {
    const shown = this.trace;
    const applied = this.#drain(budgetMs);
    if (this.#next && this.#isCaughtUp(this.#next)) {
      this.trace = this.#next;
      this.#next = undefined;
    }
    if (this.trace !== shown) return 'trace';
    return applied && !this.#next ? 'content' : 'nothing';
  }

  #drain(budgetMs: number): boolean {
    if (this.waiting === 0) return false;
    const target = this.#next ?? this.trace;
    const until = this.#now() + budgetMs;
    do {
      const end = Math.min(this.#at + RECORDS_PER_LOOK, this.#queue.length);
      while (this.#at < end) target.apply(this.#queue[this.#at++] as CaptureRecord);
    } while (this.#at < this.#queue.length && this.#now() < until);
    if (this.#at === this.#queue.length) {
      this.#queue = [];
      this.#at = 0;
    }
    return true;
  }

  #isCaughtUp(next: Trace): boolean {
    if (next.version > 0 && next.lastT >= this.#swapAt) return true;
    /* The newest record shown may have belonged to a connection that the lab has forgotten since. */
    return this.#same && this.waiting === 0 && this.#now() - this.#lastBatchAt >= REPLAY_SILENCE_MS;
  }
}
