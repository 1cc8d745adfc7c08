/**
 * What one client has received. Every id has to come once, in order, whatever happens to its connections, or the lab has
 * to say that its log had forgotten it by the time the client asked.
 */
export class Ledger {
  readonly client: string;
  /** The last id that came. */
  last: number;
  events = 0;
  connections = 0;
  /** How many the client came too late for, as the lab told it. */
  forgotten = 0;
  readonly faults: string[] = [];

  constructor(client: string, after: number) {
    this.client = client;
    this.last = after;
  }

  take(id: number): void {
    if (id !== this.last + 1) {
      this.faults.push(
        id <= this.last ? `${id} came again after ${this.last}` : `${this.last + 1} to ${id - 1} never came`,
      );
    }
    this.last = id;
    this.events += 1;
  }

  /** The lab said that these are gone. */
  skip({ from, to }: { readonly from: number; readonly to: number }): void {
    if (from !== this.last + 1 || to < from) {
      this.faults.push(`${from} to ${to} were said to be gone after ${this.last}`);
    }
    this.forgotten += to - from + 1;
    this.last = to;
  }
}
