import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { launchBrowser, type LaunchOptions } from '../setup/browser.ts';
import type { TestLab } from './test-lab.ts';

/** The playground in a real browser, driven as a person would. */
export interface Playground {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, and exceptions nobody caught. */
  readonly troubles: string[];
  /** Sets the control deck and presses Open. Labels are those on the screen. */
  open(client: string, transport: string, origin: string, count: number): Promise<void>;
  close(): Promise<void>;
}

/*
 * The browser itself writes to the console when a connection that a test cuts fails. That is what the test is about; only
 * the page's own words count as trouble.
 */
const EXPECTED = [/net::ERR_/, /Failed to load resource/, /WebSocket connection to .* failed/];

/** The deck knows how wide it is a frame after it came, and folds its choices then. */
const untilMeasured = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Opens the lab's page at `route`: in a tab of `browser`, else in a browser of its own with the lab's key pinned. */
export async function openPage(
  { lab }: TestLab,
  route = '#/playground',
  { browser, ...options }: LaunchOptions & { readonly browser?: BrowserContext } = {},
): Promise<Playground> {
  const context = browser ?? (await launchBrowser({ spki: lab.spkiHash, ...options }));
  const page = (!browser && context.pages()[0]) || (await context.newPage());
  const troubles: string[] = [];
  const hear = (message: ConsoleMessage): void => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (EXPECTED.some((pattern) => pattern.test(message.text()))) return;
    troubles.push(message.text());
  };
  page.on('console', hear);
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`${lab.app}/${route}`);
  return {
    page,
    context,
    troubles,
    async open(client, transport, origin, count) {
      const deck = page.getByRole('form', { name: 'Open connections' });
      await deck.waitFor();
      await untilMeasured(page);
      for (const [group, choice] of [
        ['Client', client],
        ['Transport', transport],
        ['Origin', origin],
      ] as const) {
        const list = deck.getByRole('combobox', { name: group });
        if ((await list.count()) > 0) await list.selectOption({ label: choice });
        else await deck.getByRole('group', { name: group }).getByText(choice, { exact: true }).click();
      }
      const number = deck.getByRole('spinbutton');
      if (await number.isEnabled()) await number.fill(String(count));
      await deck.getByRole('button', { name: '+ Open' }).click();
    },
    close: () => (browser ? page.close() : context.close()),
  };
}
