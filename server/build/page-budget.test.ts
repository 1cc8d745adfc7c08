import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { firstKb, type BuiltScript } from './page-budget.ts';

const script = (fileName: string, imports: string[], facadeModuleId: string | null = null): BuiltScript => ({
  fileName,
  imports,
  facadeModuleId,
  code: fileName.repeat(50),
  isEntry: fileName === 'index.js',
});
const scripts = [
  script('index.js', ['shared.js']),
  script('shared.js', ['index.js']),
  script('player.js', ['shared.js', 'parts.js'], '/x/src/Player.svelte'),
  script('parts.js', []),
  script('later.js', [], '/x/src/Later.svelte'),
];
const kbOf = (...names: string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(name.repeat(50)).length, 0) / 1_000;

describe('the budget of a page', () => {
  test('counts the entry, what the page names and what those import, each once', () => {
    const kb = firstKb(scripts, { page: 'p', modules: ['src/Player.svelte'], mostKb: 1 });
    expect(kb).toBeCloseTo(kbOf('index.js', 'shared.js', 'player.js', 'parts.js'));
  });

  test('says so when a module has become part of another script', () => {
    expect(() => firstKb(scripts, { page: 'p', modules: ['src/Gone.svelte'], mostKb: 1 })).toThrow(
      'The budget of p names src/Gone.svelte',
    );
  });
});
