import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pageSize } from '../bench/areas/page-size.ts';

/** Kilobytes (1,000 bytes) of compressed JavaScript before anything is clicked. A view costs nothing until it is opened. */
const FIRST_JS_BUDGET_KB = 75;

test(`the first JavaScript is at most ${FIRST_JS_BUDGET_KB} kB`, async () => {
  const figures = await pageSize.measure();
  const first = figures['page.first-js']?.value ?? Infinity;
  expect(first).toBeLessThanOrEqual(FIRST_JS_BUDGET_KB);
});

test('no view and no sheet is among it', async () => {
  const html = await readFile(new URL('../dist/page/index.html', import.meta.url), 'utf8');
  expect(html).toMatch(/<script type="module"/);
  expect(html).not.toMatch(/(?:View|Sheet|Area|Screen|Inspector)-[^"]+\.js"/);
});
