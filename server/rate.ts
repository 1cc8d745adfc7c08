import type { Clock } from './context.ts';

/** How often something may be done: `perSecond` for as long as one likes, and up to `burst` at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Counts what is done against a rate. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rate: Rate;
  /** How many may be done now. */
  #left: number;
  #countedAt: number;

  constructor(rate: Rate, clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#rate = rate;
    this.#left = rate.burst;
    this.#countedAt = clock.now();
  }

  /** Counts one more. Answers with 0 when it may be done, or with the whole seconds after which it may be tried again. */
  take(): number {
    const { perSecond, burst } = this.#rate;
    const now = this.#clock.now();
    this.#left = Math.min(burst, this.#left + ((now - this.#countedAt) / 1_000) * perSecond);
    this.#countedAt = now;
    if (this.#left < 1) return Math.max(1, Math.ceil((1 - this.#left) / perSecond));
    this.#left -= 1;
    return 0;
  }
}
