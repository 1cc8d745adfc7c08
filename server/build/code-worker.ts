import { build, type Plugin } from 'vite';

const ID = 'virtual:code-worker';
const ENTRY = 'src/code/sandbox/main.ts';

/**
 * `virtual:code-worker` is the script of the worker that lessons run code in (src/code/sandbox), as one text: the sandbox
 * has no address that a script could be fetched from.
 */
export function codeWorker(): Plugin {
  let root = '';
  return {
    name: 'wire101-code-worker',
    configResolved(config) {
      root = config.root;
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      const built = await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        build: {
          write: false,
          target: 'es2022',
          lib: { entry: ENTRY, formats: ['iife'], name: 'codeWorker' },
        },
      });
      const [result] = Array.isArray(built) ? built : [built];
      const chunk = result && 'output' in result ? result.output[0] : undefined;
      if (!chunk) throw new Error(`${ENTRY} gave no script.`);
      for (const module of Object.keys(chunk.modules)) this.addWatchFile(module);
      return `export default ${JSON.stringify(chunk.code)};`;
    },
  };
}
