import type { OperationEvent } from '../../contract/operations.ts';
import { ControlError, type LabLink } from '../feed/control.ts';

/* One message for what happens within a frame or so. */
const FLUSH_AFTER_MS = 20;
/** Events kept while the lab is away; the contract allows as many in one message. */
const MOST_EVENTS = 10_000;
const RETRY_AFTER_MS = 1_000;

interface TimedEvent extends OperationEvent {
  /** Page time, in milliseconds. */
  readonly pageMs: number;
}

/** Tells the lab what the page's operations went through, in lab time with its error. Kept while the lab is away. */
export class OperationReporter {
  readonly #link: LabLink;
  #events: TimedEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(link: LabLink) {
    this.#link = link;
  }

  /** `pageMs` is when it happened, in page time; now, when left out. */
  add(event: OperationEvent, pageMs = performance.now()): void {
    if (this.#events.length === MOST_EVENTS) this.#events.shift();
    this.#events.push({ ...event, pageMs });
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }

  /** Throws away what was not reported: another lab answers, which knows nothing of these operations. */
  forget(): void {
    this.#events = [];
  }

  /** Sends at once what is waiting. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const clock = this.#link.clock.estimate(performance.now());
    if (this.#events.length === 0) return;
    if (!clock) return this.#later();
    const sending = this.#events;
    this.#events = [];
    const events = sending.map(({ pageMs, ...event }) => ({
      ...event,
      t: Math.max(0, pageMs + clock.offsetMs),
    }));
    this.#link
      .ask({ type: 'report-operations', clockErrorMs: clock.errorMs, events })
      .catch((error: unknown) => {
        if (error instanceof ControlError && error.kind === 'refused') return reportError(error);
        this.#events = [...sending, ...this.#events].slice(-MOST_EVENTS);
        this.#later();
      });
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.flush(), RETRY_AFTER_MS);
  }
}
