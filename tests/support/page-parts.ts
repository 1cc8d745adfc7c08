import type { Locator } from 'playwright-core';
import { vi } from 'vitest';
import type { Playground } from './playground.ts';

/* What a person looks at on the page, by the names they would call it. */

export const frameGrid = ({ page }: Playground): Locator => page.getByRole('grid', { name: 'Frames' });

/** Rows of the frame list that are in sight and hold this text, badge included. */
export const frameRows = (ui: Playground, text: string | RegExp): Locator =>
  frameGrid(ui).getByRole('row').filter({ hasText: text });

export const inspector = ({ page }: Playground): Locator => page.getByRole('region', { name: 'Inspector' });

export const wire = ({ page }: Playground, conn: number): Locator =>
  page.getByRole('button', { name: new RegExp(`^Connection ${conn} `) });

/** How many frames the list has now. */
export async function frameCount({ page }: Playground): Promise<number> {
  const text = await page.getByTitle('Frames in this list').textContent();
  return Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));
}

/** Waits until the list has at least this many frames. */
export async function untilFrames(ui: Playground, least: number): Promise<void> {
  await vi.waitUntil(async () => (await frameCount(ui)) >= least, { timeout: 15_000, interval: 50 });
}

/** What stands in a row, cell by cell. */
export const cellsOf = (row: Locator): Promise<string[]> => row.getByRole('gridcell').allInnerTexts();

/** Stops the list from following what comes, as one does to click a row of a busy one. */
export async function stopFollowing(ui: Playground): Promise<void> {
  const follow = ui.page.getByRole('region', { name: 'Frames' }).getByRole('button', { name: 'Follow' });
  if ((await follow.getAttribute('aria-pressed')) === 'true') await follow.click();
}

/** Selects the first frame that passes a filter, and takes the filter away again. */
export async function selectFrame(ui: Playground, filter: string): Promise<void> {
  const box = ui.page.getByRole('combobox', { name: 'Filter frames' });
  await box.fill(filter);
  await stopFollowing(ui);
  await frameGrid(ui).press('Home');
  await frameGrid(ui).getByRole('row', { selected: true }).waitFor();
  await box.fill('');
}
