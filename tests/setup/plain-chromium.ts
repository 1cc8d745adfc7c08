import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { addressIn } from './address-in.ts';
import { findBrowser, QUIET_FLAGS } from './browser.ts';

/** A browser with one tab. */
export interface OneTab {
  /** Opens an address and resolves when it is loaded. */
  open(address: string): Promise<void>;
  /** Runs an expression in the page, waits for its promise and answers with its value, which JSON can carry. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

const LISTENING = /DevTools listening on (ws:\/\/\S+)/;

/**
 * Starts Chromium as a person does: without the flags by which Playwright turns off parts of it, storage partitioning
 * among them, that decide which connections it shares. Throws when no browser is installed.
 */
export async function launchPlainChromium(spki: string): Promise<OneTab> {
  const program = await findBrowser();
  if (program === undefined) throw new Error('No Chrome, Chromium or Edge is installed.');
  const profile = await mkdtemp(join(tmpdir(), 'wire101-chromium-'));
  const flags = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    `--ignore-certificate-errors-spki-list=${spki}`,
  ];
  const child = spawn(program, [...QUIET_FLAGS, ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exit;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await chromium.connectOverCDP(await addressIn(child.stderr, LISTENING, 'Chromium'));
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no window.');
    const page = context.pages()[0] ?? (await context.newPage());
    return {
      async open(address) {
        await page.goto(address);
      },
      evaluate: (expression) => page.evaluate(expression),
      async close() {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
