export interface Notice {
  readonly id: number;
  readonly kind: 'news' | 'warning';
  readonly text: string;
  /** Something the person may want to do about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const MOST_NOTICES = 4;

/** Short messages to the person at the page. Each stays until it is dismissed or others push it out. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  /** Reactive. Oldest first. */
  get list() {
    return this.#list;
  }

  say(text: string, action?: Notice['action']): void {
    this.#add({ kind: 'news', text, ...(action && { action }) });
  }
  warn(text: string): void {
    this.#add({ kind: 'warning', text });
  }
  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): void {
    const others = this.#list.filter(({ text }) => text !== notice.text);
    this.#list = [...others, { id: this.#nextId++, ...notice }].slice(-MOST_NOTICES);
  }
}
