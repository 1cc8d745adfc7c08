import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is told of a script that was built. */
export interface BuiltScript {
  readonly fileName: string;
  readonly code: string;
  /** File names of the scripts that it cannot run without. */
  readonly imports: readonly string[];
  readonly isEntry: boolean;
  /** Absolute path of the module that it was made for; null for one that only others import. */
  readonly facadeModuleId: string | null;
}

/** A page, the modules it loads before it shows anything, and how much they may weigh. */
export interface PageBudget {
  readonly page: string;
  /** Paths from the project's folder; the entry is always counted. */
  readonly modules: readonly string[];
  /** Kilobytes (1,000 bytes), each script compressed with gzip. */
  readonly mostKb: number;
}

/**
 * The pages that are watched. A lesson's own text (5 to 9 kB) is not counted; its stage, checks and editor come later.
 */
const BUDGETS: readonly PageBudget[] = [
  {
    page: 'a lesson',
    modules: ['src/lesson/LessonScreen.svelte', 'src/lesson/LessonPlayer.svelte'],
    mostKb: 90,
  },
];

/** How much a page loads first, in kB. Throws when one of its modules has no script of its own any more. */
export function firstKb(scripts: readonly BuiltScript[], { page, modules }: PageBudget): number {
  const byName = new Map(scripts.map((script) => [script.fileName, script]));
  const needed = new Set<BuiltScript>();
  const need = (script: BuiltScript): void => {
    if (needed.has(script)) return;
    needed.add(script);
    for (const name of script.imports) {
      const next = byName.get(name);
      if (next) need(next);
    }
  };
  scripts.filter(({ isEntry }) => isEntry).forEach(need);
  for (const module of modules) {
    const script = scripts.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${module}`));
    if (!script) throw new Error(`The budget of ${page} names ${module}, which is no script of its own.`);
    need(script);
  }
  const bytes = [...needed].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
  return bytes / 1_000;
}

/** Fails the build when a page loads more before it shows anything than it may. */
export function pageBudget(): Plugin {
  return {
    name: 'wire101-page-budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const scripts = Object.values(bundle).filter((file) => file.type === 'chunk');
      for (const budget of BUDGETS) {
        const kb = firstKb(scripts, budget);
        const said = `First JavaScript of ${budget.page}: ${kb.toFixed(1)} kB gz of ${budget.mostKb}.`;
        if (kb > budget.mostKb) this.error(`${said} Load what is not needed at once by import().`);
        this.info(said);
      }
    },
  };
}
