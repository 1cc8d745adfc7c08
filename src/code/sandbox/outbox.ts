import type { CodeReport, FromCode, OutputEntry } from '../messages.ts';

/** At most so often a batch is sent, in milliseconds. */
const EVERY_MS = 100;
/** Lines in a batch: nobody reads a thousand lines a second. */
const MOST_ENTRIES = 60;
const MOST_REPORTS = 1_000;

export interface OutboxOptions {
  readonly send: (message: FromCode) => void;
  /** Milliseconds. */
  readonly now: () => number;
  readonly after: (delayMs: number, task: () => void) => void;
}

/**
 * Gathers what goes to the page into batches of bounded size at a bounded pace, so that code that logs without end cannot
 * drown it. What is too much is counted. A line that is said again counts up.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #entries: OutputEntry[] = [];
  #reports: CodeReport[] = [];
  #leftEntries = 0;
  #leftReports = 0;
  #sentAt = -Infinity;
  #isWaiting = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  say(entry: Omit<OutputEntry, 'count'>): void {
    const last = this.#entries.at(-1);
    if (last && last.level === entry.level && last.text === entry.text)
      this.#entries[this.#entries.length - 1] = { ...last, count: last.count + 1 };
    else if (this.#entries.length < MOST_ENTRIES) this.#entries.push({ ...entry, count: 1 });
    else this.#leftEntries += 1;
    this.#schedule();
  }

  report(report: CodeReport): void {
    if (this.#reports.length < MOST_REPORTS) this.#reports.push(report);
    else this.#leftReports += 1;
    this.#schedule();
  }

  flush(): void {
    const left = { entries: this.#leftEntries, reports: this.#leftReports };
    if (this.#entries.length + this.#reports.length > 0)
      this.#options.send({ type: 'batch', entries: this.#entries, left, reports: this.#reports });
    this.#entries = [];
    this.#reports = [];
    this.#leftEntries = this.#leftReports = 0;
    this.#sentAt = this.#options.now();
  }

  /** Code in a loop lets no timer run, so the pace is kept at each call as well. */
  #schedule(): void {
    if (this.#options.now() - this.#sentAt >= EVERY_MS) return this.flush();
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.after(EVERY_MS, () => {
      this.#isWaiting = false;
      this.flush();
    });
  }
}
