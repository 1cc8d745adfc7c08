import { cpus, loadavg } from 'node:os';
import type { BrowserContext } from 'playwright-core';

/** What figures of the page were measured with, for whoever reads them. Without a graphics processor, the browser paints on these processors too. */
export function conditions(context: BrowserContext): string {
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const browser = `Chromium ${context.browser()?.version() ?? ''}`;
  return `${cpus().length} processors, load ${load}; ${browser}, headless, no graphics processor; window 1440 × 900`;
}
