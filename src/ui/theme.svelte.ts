export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const STORAGE_KEY = 'wire101.theme';

/** Light, dark, or what the system says; kept in this browser. */
class Theme {
  readonly #systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  #choice = $state<ThemeChoice>(readChoice());

  constructor() {
    this.#systemIsDark.addEventListener('change', () => this.#apply());
    /* Paper is light. */
    addEventListener('beforeprint', () => (document.documentElement.dataset['theme'] = 'light'));
    addEventListener('afterprint', () => this.#apply());
    this.#apply();
  }

  /** Reactive. */
  get choice(): ThemeChoice {
    return this.#choice;
  }
  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    try {
      localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      /* Storage can be refused; the choice then holds until reload. */
    }
    this.#apply();
  }

  #apply(): void {
    const dark = this.#choice === 'dark' || (this.#choice === 'system' && this.#systemIsDark.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }
}

function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    return THEME_CHOICES.find((choice) => choice === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

export const theme = new Theme();
