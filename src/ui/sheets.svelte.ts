export type SheetId = 'faults' | 'terminal' | 'proxy' | 'request' | 'raw';

/** Which sheet lies over the stage, if any: one at a time. */
class Sheets {
  /** Reactive. */
  open = $state<SheetId>();

  toggle(id: SheetId): void {
    this.open = this.open === id ? undefined : id;
  }
}

export const sheets = new Sheets();
