import type { OperationEvent } from '../../contract/operations.ts';
import type { Cancel, Clock } from '../context.ts';

/** How long a page may be without its control channel before its operations are taken for over. */
export const PAGE_GRACE_MS = 10_000;

export interface PagesOptions {
  readonly clock: Clock;
  /** Is told of each operation whose page went away without a word. */
  readonly abandoned: (event: OperationEvent) => void;
}

interface Page {
  channels: number;
  readonly open: Map<number, OperationEvent>;
  cancelGrace: Cancel | undefined;
}

/**
 * Which page holds which operations. A page that is closed says so itself; one that is killed cannot, and its operations
 * would stand there as open for ever. A page that comes back in time keeps them.
 */
export class Pages {
  readonly #pages = new Map<string, Page>();
  readonly #options: PagesOptions;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  joined(id: string): void {
    const page = this.#pages.get(id) ?? { channels: 0, open: new Map(), cancelGrace: undefined };
    this.#pages.set(id, page);
    page.channels += 1;
    page.cancelGrace?.();
    page.cancelGrace = undefined;
  }

  reported(id: string, event: OperationEvent): void {
    const page = this.#pages.get(id);
    if (event.event === 'closed') page?.open.delete(event.op);
    else if (event.event === 'issued') page?.open.set(event.op, event);
  }

  left(id: string): void {
    const page = this.#pages.get(id);
    if (page === undefined || --page.channels > 0) return;
    if (page.open.size === 0) {
      this.#pages.delete(id);
      return;
    }
    page.cancelGrace = this.#options.clock.after(PAGE_GRACE_MS, () => {
      this.#pages.delete(id);
      for (const { op, client } of page.open.values()) {
        this.#options.abandoned({ op, event: 'closed', client, detail: 'its page is gone' });
      }
    });
  }

  /** Stops waiting for anybody. */
  close(): void {
    for (const page of this.#pages.values()) page.cancelGrace?.();
    this.#pages.clear();
  }
}
