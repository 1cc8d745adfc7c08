import type { Plugin } from 'vite';
import { loadCourse, summarizeLesson, type Course } from './course.ts';
import { wordsOf } from './words.ts';

const INDEX = 'virtual:lessons';
const WORDS = 'virtual:lesson-words';
const LESSON = 'virtual:lesson/';

/**
 * Lessons become modules at build time: `virtual:lessons` is the index, with a function that loads each lesson;
 * `virtual:lesson/<id>` is one lesson; `virtual:lesson-words` has the words of all of them, for the search. Neither Markdoc nor the highlighter gets into the page.
 */
export function lessons(): Plugin {
  let root = '';
  let course: Promise<Course> | undefined;
  const load = (): Promise<Course> => (course ??= loadCourse(root));

  return {
    name: 'wire101-lessons',
    configResolved(config) {
      root = config.root;
    },
    resolveId(id) {
      return id === INDEX || id === WORDS || id.startsWith(LESSON) ? `\0${id}` : undefined;
    },
    async load(id) {
      if (![INDEX, WORDS].includes(id.slice(1)) && !id.startsWith(`\0${LESSON}`)) return undefined;
      const { lessons: all, recordings, files } = await load();
      for (const file of files) this.addWatchFile(file);
      if (id === `\0${WORDS}`) {
        const words = Object.fromEntries(all.map((lesson) => [lesson.id, wordsOf(lesson)]));
        return `export default ${JSON.stringify(words)};`;
      }
      if (id === `\0${INDEX}`) {
        const loaders = all.map(
          (lesson) =>
            `{ ...${JSON.stringify(summarizeLesson(lesson))}, load: async () => (await import('${LESSON}${lesson.id}')).default }`,
        );
        return `export default [${loaders.join(',\n')}];`;
      }
      const lesson = all.find((candidate) => `\0${LESSON}${candidate.id}` === id);
      if (!lesson) return undefined;
      const text = `JSON.parse(${JSON.stringify(JSON.stringify(lesson))})`;
      const recording = recordings.get(lesson.id);
      if (recording === undefined) return `export default ${text};`;
      return `import recording from ${JSON.stringify(`${recording}?url`)};\nexport default { ...${text}, recording };`;
    },
    watchChange() {
      course = undefined;
    },
    async handleHotUpdate({ file, server }) {
      const { files } = await load().catch(() => ({ files: [file] }));
      course = undefined;
      if (!files.includes(file)) return;
      const { moduleGraph } = server;
      for (const [id, module] of moduleGraph.idToModuleMap) {
        if (id.startsWith('\0virtual:lesson')) moduleGraph.invalidateModule(module);
      }
      server.ws.send({ type: 'full-reload' });
    },
  };
}
