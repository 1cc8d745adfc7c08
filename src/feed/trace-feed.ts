import { decodeRecords } from '../../contract/codec.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import type { Decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { RecordRing } from './record-ring.ts';

/** How long, in milliseconds, the lab must be silent before a replay without a newer record counts as complete. */
const REPLAY_SILENCE_MS = 1_000;
/** What is not in the trace any more. */
export interface Older {
  readonly frames: number;
  readonly bytes: number;
}
const NOTHING_OLDER: Older = { frames: 0, bytes: 0 };

/** What one step took in. */
export interface Applied {
  readonly records: number;
  /** When the first of them crossed the tap, in milliseconds since the recording began; NaN without records. */
  readonly oldestT: number;
}
const NOTHING_APPLIED: Applied = { records: 0, oldestT: Number.NaN };

/** A smaller trace that is being made from what is kept. */
interface Renewal {
  readonly trace: Trace;
  readonly kept: Generator<CaptureRecord, void, undefined>;
  /** What came since, in order; the trace that is shown has it already. */
  readonly since: CaptureRecord[];
  at: number;
  isRead: boolean;
  /** Raw bytes that it will not have. */
  readonly droppedBytes: number;
}

/* Looking at the clock costs more than most records do. */
const RECORDS_PER_LOOK = 32;

/**
 * Turns batches of records into the trace that is shown. When the page comes back to the lab, the lab sends the whole
 * kept recording again: a second trace is built from it out of sight and takes the place of the first once it has
 * caught up, so that nothing already shown goes away. The same happens, from records kept here, when the trace has become
 * so large that its oldest part must go; the trace shown goes on growing meanwhile.
 */
export class TraceFeed {
  /** The trace that is shown. */
  trace: Trace;
  #next: Trace | undefined;
  #swapAt = 0;
  #same = false;
  #lastBatchAt = 0;
  #queue: CaptureRecord[] = [];
  #at = 0;
  readonly #now: () => number;
  readonly #decoding: () => Decoding | undefined;
  readonly #ring: RecordRing;
  #renewal: Renewal | undefined;
  #older: Older = NOTHING_OLDER;
  #applied: Applied = NOTHING_APPLIED;

  /** While `decoding` gives none, because it is still being loaded, records wait. */
  constructor(now: () => number, decoding: () => Decoding | undefined, ring = new RecordRing()) {
    this.#now = now;
    this.#decoding = decoding;
    this.#ring = ring;
    this.trace = this.#newTrace();
  }

  /** What this page had, and let go of: the lab's recording still has it, as long as it lies within its own bound. */
  get older(): Older {
    return this.#older;
  }

  /** What the last step took in. */
  get applied(): Applied {
    return this.#applied;
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
    this.#forgetKept();
    this.#next = this.#newTrace();
    this.#same = same;
    this.#swapAt = same ? this.trace.lastT : 0;
    this.#lastBatchAt = this.#now();
    this.#queue = [];
    this.#at = 0;
  }

  /** Drops what is shown at once: a new recording began. */
  drop(): void {
    this.#forgetKept();
    this.#older = NOTHING_OLDER;
    this.trace = this.#newTrace();
    this.#next = undefined;
    this.#queue = [];
    this.#at = 0;
  }

  /** Takes in one batch. Throws RecordingError when it is damaged; the records before the damage are kept. */
  push(batch: Uint8Array): void {
    this.#lastBatchAt = this.#now();
    const records: CaptureRecord[] = [];
    try {
      for (const record of decodeRecords(batch)) records.push(record);
      this.#ring.add(batch, records);
    } finally {
      for (const record of records) this.#queue.push(record);
    }
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
      this.#older = NOTHING_OLDER;
    }
    if (!this.#next) this.#renew(budgetMs);
    if (this.trace !== shown) return 'trace';
    return applied && !this.#next ? 'content' : 'nothing';
  }

  #newTrace(): Trace {
    return new Trace(() => {
      const decoding = this.#decoding();
      if (!decoding) throw new Error('Nothing can be read before the decoders are loaded.');
      return decoding;
    });
  }

  #drain(budgetMs: number): boolean {
    this.#applied = NOTHING_APPLIED;
    if (this.waiting === 0 || !this.#decoding()) return false;
    const before = this.waiting;
    const oldestT = (this.#queue[this.#at] as CaptureRecord).t;
    const target = this.#next ?? this.trace;
    const until = this.#now() + budgetMs;
    do {
      const end = Math.min(this.#at + RECORDS_PER_LOOK, this.#queue.length);
      for (; this.#at < end; this.#at++) {
        const record = this.#queue[this.#at] as CaptureRecord;
        target.apply(record);
        this.#renewal?.since.push(record);
      }
    } while (this.#at < this.#queue.length && this.#now() < until);
    this.#applied = { records: before - this.waiting, oldestT };
    if (this.#at === this.#queue.length) {
      this.#queue = [];
      this.#at = 0;
    }
    return true;
  }

  /** Begins, or goes on with, a trace that has only what the ring keeps; shows it once it has caught up. */
  #renew(budgetMs: number): void {
    if (this.waiting > 0) return;
    if (!this.#renewal && this.#ring.isOver) this.#renewal = this.#beginRenewal();
    const renewal = this.#renewal;
    if (!renewal) return;
    const until = this.#now() + budgetMs;
    do {
      for (let count = 0; count < RECORDS_PER_LOOK && !renewal.isRead; count++) {
        const { value, done } = renewal.kept.next();
        if (value) renewal.trace.apply(value);
        renewal.isRead = done === true;
      }
      for (let count = 0; renewal.isRead && count < RECORDS_PER_LOOK; count++) {
        if (renewal.at === renewal.since.length) {
          this.#countOlder(renewal);
          this.trace = renewal.trace;
          this.#renewal = undefined;
          return;
        }
        renewal.trace.apply(renewal.since[renewal.at++] as CaptureRecord);
      }
    } while (this.#now() < until);
  }

  #beginRenewal(): Renewal {
    const { dropped, kept } = this.#ring.shrink();
    return { trace: this.#newTrace(), kept, since: [], at: 0, isRead: false, droppedBytes: dropped.bytes };
  }

  /* Both traces have taken in the same records now, so what one has more is gone. */
  #countOlder({ trace, droppedBytes }: Renewal): void {
    this.#older = {
      frames: this.#older.frames + this.trace.frames.length - trace.frames.length,
      bytes: this.#older.bytes + droppedBytes,
    };
  }

  #forgetKept(): void {
    this.#ring.clear();
    this.#renewal = undefined;
  }

  #isCaughtUp(next: Trace): boolean {
    if (next.version > 0 && next.lastT >= this.#swapAt) return true;
    /* The newest record shown may have belonged to a connection that the lab has forgotten since. */
    return this.#same && this.waiting === 0 && this.#now() - this.#lastBatchAt >= REPLAY_SILENCE_MS;
  }
}
