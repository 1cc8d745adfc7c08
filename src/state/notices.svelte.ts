export interface Notice {
  readonly id: number;
  readonly kind: 'news' | 'warning';
  readonly text: string;
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

  say(text: string): void {
    this.#add('news', text);
  }
  warn(text: string): void {
    this.#add('warning', text);
  }
  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(kind: Notice['kind'], text: string): void {
    const others = this.#list.filter((notice) => notice.text !== text);
    this.#list = [...others, { id: this.#nextId++, kind, text }].slice(-MOST_NOTICES);
  }
}
