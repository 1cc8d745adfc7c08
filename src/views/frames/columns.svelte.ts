import { FRAME_COLUMNS } from './frame-columns.ts';

const STORAGE_KEY = 'wire101.columns';

/** Which columns the frame list shows; kept in this browser. */
class Columns {
  #hidden = $state.raw<readonly string[]>(readHidden());

  /** Reactive. */
  readonly shown = $derived(FRAME_COLUMNS.filter(({ id }) => !this.#hidden.includes(id)));

  toggle(id: string): void {
    const others = this.#hidden.filter((hidden) => hidden !== id);
    this.#hidden = others.length < this.#hidden.length ? others : [...others, id];
    try {
      localStorage.setItem(STORAGE_KEY, this.#hidden.join(' '));
    } catch {
      /* Storage can be refused; the choice then holds until reload. */
    }
  }
}

function readHidden(): string[] {
  const usual = FRAME_COLUMNS.filter((column) => !column.usual).map(({ id }) => id);
  try {
    return localStorage.getItem(STORAGE_KEY)?.split(' ') ?? usual;
  } catch {
    return usual;
  }
}

export const columns = new Columns();
