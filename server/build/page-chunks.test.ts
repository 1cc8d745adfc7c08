import { expect, test } from 'vitest';
import { pageChunks, type ModuleGraph } from './page-chunks.ts';

const IMPORTS: Record<string, string[]> = {
  '/p/src/main.ts': ['svelte'],
  '/p/src/lesson/LessonScreen.svelte': ['svelte', 'words'],
  '/p/src/lesson/LessonPlayer.svelte': ['steps'],
  '/p/trace/decoding.ts': ['words', 'frames', 'hpack'],
  '/p/src/ui/StageArea.svelte': ['svelte', 'words', 'frames', 'list'],
  list: ['row'],
};
const graph: ModuleGraph = {
  getModuleInfo: (id) => (IMPORTS[id] || !id.startsWith('/') ? { importedIds: IMPORTS[id] ?? [] } : null),
};

/** The script that a module goes into: that of the group with the highest priority that takes it. */
function chunkOf(id: string): string | null | undefined {
  const groups = pageChunks('/p').toSorted((a, b) => b.priority - a.priority);
  return groups.map((group) => group.name(id, graph)).find((name) => name !== null);
}

test('a module goes into the first script that cannot run without it', () => {
  expect(['svelte', 'words', 'frames', 'hpack', 'list', 'row'].map(chunkOf)).toEqual([
    'first',
    'common',
    'trace',
    'decoding',
    'stage',
    'stage',
  ]);
});

test('what only a lesson, or what is loaded later, needs is left to the bundler', () => {
  expect(['steps', 'a view'].map(chunkOf)).toEqual([undefined, undefined]);
});

test('says so when one of the modules that it begins with is gone', () => {
  expect(() => pageChunks('/elsewhere')[0]?.name('svelte', graph)).toThrow(
    'The page has no module src/lesson/LessonScreen.svelte.',
  );
});
