import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnosticsPage, PAGES, RENEW } from './pages.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test.each(Object.entries(PAGES))('%s says what the tables say', (path, make) => {
  const file = fromRoot(path);
  const isFresh = existsSync(file) && readFileSync(file, 'utf8') === make();
  expect(isFresh, `${path} is out of date. Renew it with: ${RENEW}`).toBe(true);
});

test('the pages link only to files of the project that exist', () => {
  for (const make of Object.values(PAGES)) {
    for (const [, target = ''] of make().matchAll(/\]\(\.\.\/([^)#]+)/g)) {
      expect(existsSync(fromRoot(target)), target).toBe(true);
    }
  }
});

test('every diagnostic leads to a conformance document that triggers it', () => {
  expect(diagnosticsPage()).not.toMatch(/\| – \|$/m);
});
