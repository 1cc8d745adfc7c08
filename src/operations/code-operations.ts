import type { OperationEvent } from '../../contract/operations.ts';
import type { CodeGuest, CodePass } from './operations.ts';
import type { OperationReporter } from './reporter.ts';
import type { RunningOperation } from './transport.ts';

/** How many numbers code is given at a time: what it opens without a pause has them at hand. */
const NUMBERS = 24;

export interface CodeOperationsOptions {
  readonly guest: CodeGuest;
  /** What runs in this browser: what the code opens is put there. */
  readonly running: Map<number, { readonly operation: RunningOperation; readonly issued: OperationEvent }>;
  readonly reporter: Pick<OperationReporter, 'add'>;
  /** Numbers that nobody has, up to so many. */
  readonly reserve: (count: number) => Promise<number[]>;
  /** The code is over; these numbers it did not use. */
  readonly end: (unused: readonly number[]) => void;
}

/** The operations of one run of a lesson's code. */
export class CodeOperations implements CodePass {
  readonly #options: CodeOperationsOptions;
  readonly #unused = new Set<number>();
  readonly #open = new Set<number>();
  #isOver = false;

  constructor(options: CodeOperationsOptions) {
    this.#options = options;
  }

  async numbers(): Promise<number[]> {
    const numbers = await this.#options.reserve(NUMBERS);
    for (const op of numbers) this.#unused.add(op);
    return numbers;
  }

  report(event: OperationEvent, at: number): void {
    const { op } = event;
    if (this.#isOver || !(event.event === 'issued' ? this.#unused : this.#open).has(op)) return;
    const { guest, running, reporter } = this.#options;
    reporter.add(event, at - performance.timeOrigin);
    if (event.event === 'issued') {
      this.#unused.delete(op);
      this.#open.add(op);
      running.set(op, { operation: { close: () => guest.close(op) }, issued: event });
    } else if (event.event === 'closed') this.#forget(op);
  }

  end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const op of this.#open) {
      this.#options.reporter.add({ op, event: 'closed', client: 'browser', detail: why });
      this.#forget(op);
    }
    this.#options.end([...this.#unused].sort((a, b) => a - b));
  }

  #forget(op: number): void {
    this.#open.delete(op);
    this.#options.running.delete(op);
  }
}
