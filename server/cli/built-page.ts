import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStaticPage, type PageHandler } from '../app/static.ts';

/** The built page lies beside the built server, and under dist when the server runs from its sources. */
const PAGE_FOLDERS = ['../page', '../../dist/page'] as const;

/** The page as it was built. */
export const builtPage = (headers: Readonly<Record<string, string>>): Promise<PageHandler> =>
  createStaticPage(pageFolder(), headers);

function pageFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const isBuilt = path.basename(here) !== 'cli';
  return path.resolve(here, PAGE_FOLDERS[isBuilt ? 0 : 1]);
}
