import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { figure, Unmeasurable, type Area } from '../figure.ts';

const PAGE = new URL('../../dist/page/', import.meta.url).pathname;

/** The scripts that the page loads before anything is clicked: the entry and what it preloads. */
async function firstScripts(): Promise<string[]> {
  const html = await readFile(join(PAGE, 'index.html'), 'utf8').catch(() => {
    throw new Unmeasurable('The page is not built: npm run build.');
  });
  const links = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1] as string);
  return links.map((link) => join(PAGE, link));
}

/** Kilobytes (1,000 bytes) of JavaScript, compressed with gzip, that the browser needs for the first screen. */
export const pageSize: Area = {
  names: ['page.first-js', 'page.all-js'],
  async measure() {
    const size = async (files: readonly string[]): Promise<number> => {
      const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
      return sizes.reduce((sum, bytes) => sum + bytes, 0) / 1000;
    };
    const first = await firstScripts();
    const all = (await readdir(PAGE, { recursive: true })).filter((name) => name.endsWith('.js'));
    return {
      'page.first-js': figure('kB gz', [await size(first)]),
      'page.all-js': figure('kB gz', [await size(all.map((name) => join(PAGE, name)))]),
    };
  },
};
