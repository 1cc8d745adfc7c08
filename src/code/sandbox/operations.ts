import type { OperationEvent, OperationEventName, Transport } from '../../../contract/operations.ts';
import type { ClientOriginId } from '../../../contract/origin.ts';
import type { ReportDetails } from '../../operations/transport.ts';
import type { CodeReport, LabAddresses } from '../messages.ts';

/** So many connections code may have open at once: a loop that opens more is a mistake, and costs the lab. */
export const MOST_OPEN = 100;
/** When so few numbers are left, more are asked for. */
const FEW_NUMBERS = 10;

export interface TrackerOptions {
  readonly lab: LabAddresses;
  readonly numbers: readonly number[];
  readonly report: (report: CodeReport) => void;
  readonly wantNumbers: () => void;
  /** Nothing that the code opened is open any more. */
  readonly becameIdle: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One thing that the code asked for. */
export interface TrackedOperation {
  /** The address, with `?op=` where it is one of the lab's. */
  readonly url: string;
  tell(event: Exclude<OperationEventName, 'issued'>, details?: ReportDetails): void;
}

/** Gives what the code opens its numbers, and the page its account, as the page's own operations have. */
export class OperationTracker {
  readonly #options: TrackerOptions;
  readonly #numbers: number[];
  readonly #open = new Map<object, { readonly op: number | undefined; readonly close: () => void }>();
  #hasAsked = false;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#numbers = [...options.numbers];
  }

  get openCount(): number {
    return this.#open.size;
  }

  addNumbers(numbers: readonly number[]): void {
    this.#numbers.push(...numbers);
    this.#hasAsked = false;
  }

  /** Closes an operation for whoever does so on the stage. */
  close(op: number): void {
    for (const operation of this.#open.values()) if (operation.op === op) operation.close();
  }

  /** Throws when too much is open already, or when the address is none. */
  begin(transport: Transport, address: string | URL, close: () => void): TrackedOperation {
    const url = new URL(address);
    if (this.#open.size >= MOST_OPEN)
      throw new Error(
        `This code has ${MOST_OPEN} connections open, and may not have more. Close some first.`,
      );
    const origin = this.#originOf(url);
    const op = origin && this.#takeNumber();
    if (op !== undefined) url.searchParams.set('op', String(op));
    const key = {};
    this.#open.set(key, { op, close });
    const report = (event: OperationEventName, details: Partial<OperationEvent> = {}): void => {
      if (op === undefined) return;
      const base = { op, event, client: 'browser' } as const;
      this.#options.report({ event: { ...base, ...details }, at: this.#options.now() });
    };
    report('issued', { transport, origin, url: url.href.slice(0, 2_048), code: true });
    return {
      url: url.href,
      tell: (event, details) => {
        if (!this.#open.has(key)) return;
        report(event, details);
        if (event !== 'closed') return;
        this.#open.delete(key);
        if (this.#open.size === 0) this.#options.becameIdle();
      },
    };
  }

  #originOf(url: URL): ClientOriginId | undefined {
    const origin = url.origin.replace(/^ws/, 'http');
    const ids = Object.keys(this.#options.lab) as ClientOriginId[];
    return ids.find((id) => this.#options.lab[id] === origin);
  }

  #takeNumber(): number | undefined {
    const number = this.#numbers.shift();
    if (this.#numbers.length < FEW_NUMBERS && !this.#hasAsked) {
      this.#hasAsked = true;
      this.#options.wantNumbers();
    }
    return number;
  }
}
