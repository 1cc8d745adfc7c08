import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, normalizePath } from 'vite';
import { codeWorker } from './server/build/code-worker.ts';
import { pageBudget } from './server/build/page-budget.ts';
import { pageChunks } from './server/build/page-chunks.ts';
import { lessons } from './server/lessons/vite-plugin.ts';

/** The page. The server has a build of its own (vite.server.config.ts). */
export default defineConfig({
  plugins: [svelte(), lessons(), codeWorker(), pageBudget()],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    /* The page's content security policy allows no data: addresses. */
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: pageChunks(normalizePath(import.meta.dirname)) } },
    },
  },
});
