/** What one client has received. Every id has to come once, in order, whatever happens to its connections. */
export class Ledger {
  readonly client: string;
  /** The last id that came. */
  last: number;
  events = 0;
  connections = 0;
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
}
