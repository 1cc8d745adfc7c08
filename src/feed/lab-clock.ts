/** How far the page's clock is from the lab's, measured by asking. */
export interface ClockEstimate {
  /** Add this to page time (`performance.now()`) to get lab time, in milliseconds. */
  readonly offsetMs: number;
  /** The true offset lies within this many milliseconds of `offsetMs`: half of the round trip. */
  readonly errorMs: number;
}

/* Two crystals drift apart by less than this: 100 millionths. An old answer is worth less by that much. */
const DRIFT = 100e-6;

/**
 * Lab time as the page reckons it. The answer with the shortest round trip counts: the lab read its clock somewhere
 * between question and answer, so the midpoint is wrong by half of the round trip at most.
 */
export class LabClock {
  #best: (ClockEstimate & { readonly measuredAt: number }) | undefined;

  /** Takes in one answer. Times are milliseconds: `sentAt` and `receivedAt` on the page's clock, `labMs` on the lab's. */
  add(sentAt: number, labMs: number, receivedAt: number): void {
    const errorMs = (receivedAt - sentAt) / 2;
    if (this.#best && this.#errorAt(receivedAt) <= errorMs) return;
    this.#best = { offsetMs: labMs - (sentAt + receivedAt) / 2, errorMs, measuredAt: receivedAt };
  }

  /** Forgets all answers: the lab has started again, or the page's clock stood still. */
  reset(): void {
    this.#best = undefined;
  }

  /** The estimate at page time `pageMs`, or undefined before the first answer. */
  estimate(pageMs: number): ClockEstimate | undefined {
    return this.#best && { offsetMs: this.#best.offsetMs, errorMs: this.#errorAt(pageMs) };
  }

  /** Lab time at page time `pageMs`, never negative; undefined before the first answer. */
  toLab(pageMs: number): number | undefined {
    return this.#best && Math.max(0, pageMs + this.#best.offsetMs);
  }

  #errorAt(pageMs: number): number {
    const best = this.#best;
    return best ? best.errorMs + Math.max(0, pageMs - best.measuredAt) * DRIFT : Infinity;
  }
}
