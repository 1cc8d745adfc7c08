/** Modules of a page as the bundler tells of them: what one imports, without what it loads later. */
export interface ModuleGraph {
  getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/** A script, and which modules belong into it. A module goes into the one of the highest priority. */
export interface ChunkGroup {
  readonly debugName: string;
  readonly priority: number;
  name(id: string, graph: ModuleGraph): string | null;
}

const FIRST = ['src/main.ts'];
const LESSON = ['src/lesson/LessonScreen.svelte', 'src/lesson/LessonPlayer.svelte'];
const DECODING = ['trace/decoding.ts'];
const STAGE = ['src/ui/StageArea.svelte'];

/** `entries` and the modules that they cannot run without. */
function neededBy(entries: readonly string[], root: string, graph: ModuleGraph): Set<string> {
  const needed = new Set<string>();
  const need = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach(need);
  };
  for (const entry of entries) {
    if (!graph.getModuleInfo(`${root}/${entry}`)) throw new Error(`The page has no module ${entry}.`);
    need(`${root}/${entry}`);
  }
  return needed;
}

/**
 * One script each for what the page needs at once, what decodes, and what is on every stage; between them one for what a
 * lesson needs before the last two, and one for what both of these need: a stage does not wait for the decoders. Left to
 * itself the bundler makes a script for each set of screens that share a module, and a stage waits for forty of them.
 * `root` is the project's folder, with `/` between its parts. The build fails when a module named above is gone.
 */
export function pageChunks(root: string): ChunkGroup[] {
  const modules = (graph: ModuleGraph): Record<string, ReadonlySet<string>> => {
    const lesson = neededBy(LESSON, root, graph);
    const decoding = neededBy(DECODING, root, graph);
    const stage = neededBy(STAGE, root, graph);
    return {
      first: neededBy(FIRST, root, graph),
      common: new Set([...lesson].filter((id) => decoding.has(id) || stage.has(id))),
      trace: new Set([...decoding].filter((id) => stage.has(id))),
      decoding,
      stage,
    };
  };
  let chunks: ReturnType<typeof modules> | undefined;
  return ['stage', 'decoding', 'trace', 'common', 'first'].map((chunk, priority) => ({
    debugName: chunk,
    priority,
    name: (id, graph) => ((chunks ??= modules(graph))[chunk]?.has(id) ? chunk : null),
  }));
}
