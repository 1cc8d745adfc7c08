import type { Page } from 'playwright-core';
import { launchBrowser } from '../../tests/setup/browser.ts';
import { figure, type Area, type Figure } from '../figure.ts';
import { connectionLimit, openClients } from '../support/held.ts';
import { startLabProcess } from '../support/lab-process.ts';

/** How long animation frames are watched. */
const WATCH_MS = 5_000;
/** Drawing so many connections for the first time may take this long on a busy machine. */
const PATIENCE_MS = 120_000;
const EVENTS = 3;

/** The intervals between animation frames of the next seconds, in milliseconds, shortest first. */
async function intervals(page: Page): Promise<number[]> {
  const seen = await page.evaluate(
    (ms) =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        const start = performance.now();
        let last = start;
        requestAnimationFrame(function next(now) {
          seen.push(now - last);
          last = now;
          if (now - start < ms) requestAnimationFrame(next);
          else resolve(seen);
        });
      }),
    WATCH_MS,
  );
  return seen.toSorted((a, b) => a - b);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

const publish = (origin: string): Promise<Response> =>
  fetch(`${origin}/publish?topic=held`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"data":"to all"}',
  });

/** A page that is open while the lab holds as many connections as this machine lets it, and one that opens then. */
export const heldPage: Area = {
  names: ['held.page-quiet', 'held.page-events', 'held.page-longest', 'held.page-click', 'held.page-open'],
  async measure() {
    const each = Math.floor((connectionLimit() - 100) / 2);
    const lab = await startLabProcess();
    const context = await launchBrowser({});
    const clients = [];
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(PATIENCE_MS);
      await page.addInitScript('globalThis.__name = (given) => given');
      await page.goto(`${lab.app}/#/playground?view=wires`);
      await page.getByRole('tab', { name: 'Wires', selected: true }).waitFor();
      const port = Number(new URL(lab.http1).port);
      for (const kind of ['sse', 'ws'] as const) clients.push(await openClients(kind, port, each));
      /* Until it has drawn what came. */
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const quiet = await intervals(page);
      const watching = intervals(page);
      for (let n = 0; n < EVENTS; n++) await publish(lab.http1);
      const busy = await watching;
      const start = performance.now();
      await page.getByRole('tab', { name: 'Timeline' }).click();
      await page.getByRole('tab', { name: 'Timeline', selected: true }).waitFor();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const clickMs = performance.now() - start;

      const again = performance.now();
      await page.goto('about:blank');
      await page.goto(`${lab.app}/#/playground?view=wires`);
      await page
        .getByText(/^[\d,]+ connections/)
        .first()
        .waitFor();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const figures: Record<string, Figure> = {
        'held.page-quiet': figure('ms p95', [percentile(quiet, 0.95)]),
        'held.page-events': figure('ms p95', [percentile(busy, 0.95)]),
        'held.page-longest': figure('ms', [percentile(busy, 1)]),
        'held.page-click': figure('ms', [clickMs]),
        'held.page-open': figure('ms', [performance.now() - again]),
      };
      return figures;
    } finally {
      await context.close();
      for (const client of clients) await client.stop();
      await lab.stop();
    }
  },
};
