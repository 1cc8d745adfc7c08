import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAGES } from './pages.ts';

/* Renews the generated pages of docs/. */
for (const [path, make] of Object.entries(PAGES)) {
  const target = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, make());
}
